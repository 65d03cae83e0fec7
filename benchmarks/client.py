"""A small HTTP/1.1 client on asyncio streams: the load comes from the machine it measures, so it must cost little.

One connection per virtual user, kept alive and opened again when it broke; cookies as a browser keeps them.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode


class Broken(Exception):
    """No answer came: the connection was refused, broke off, or was silent for too long."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def json(self):
        return json.loads(self.body)


@dataclass
class Client:
    """Talks to 127.0.0.1:`port`; `address` is the one it claims to come from (X-Forwarded-For)."""

    port: int
    address: str = "10.0.0.1"
    timeout: float = 30
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, accept: str = "text/html") -> Answer:
        return await self._send("GET", path, b"", accept, "")

    async def post(self, path: str, data: dict | None = None, *, as_json: dict | None = None) -> Answer:
        if as_json is not None:
            return await self._send("POST", path, json.dumps(as_json).encode(), "application/json", "application/json")
        body = urlencode({**(data or {}), "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}).encode()
        return await self._send("POST", path, body, "text/html", "application/x-www-form-urlencoded")

    async def _send(self, method: str, path: str, body: bytes, accept: str, kind: str) -> Answer:
        self.requests += 1
        fresh = self._writer is None
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self.timeout):
                try:
                    return await self._exchange(method, path, body, accept, kind, began)
                except (asyncio.IncompleteReadError, ConnectionError) as error:
                    # Closed while idle, before our bytes: a GET is sent anew as a browser would, a POST is not.
                    self.close()
                    if fresh or method != "GET":
                        raise Broken(f"{type(error).__name__}") from error
                    return await self._exchange(method, path, body, accept, kind, began)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Broken(type(error).__name__) from error

    async def _exchange(self, method: str, path: str, body: bytes, accept: str, kind: str, began: float) -> Answer:
        if self._reader is not None and self._reader.at_eof():
            self.close()  # the server did not wait that long for another request
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {accept}"]
        lines += [f"X-Forwarded-For: {self.address}", f"Content-Length: {len(body)}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if kind:
            lines += [f"Content-Type: {kind}", f"X-CSRFToken: {self.cookies.get('csrftoken', '')}"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await self._writer.drain()
        status, headers = await self._head()
        content = await self._content(headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, content, time.perf_counter() - began)

    async def _head(self) -> tuple[int, dict[str, str]]:
        text = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = text.split("\r\n")
        headers: dict[str, str] = {}
        for line in filter(None, rest):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookie, _, content = value.strip().partition(";")[0].partition("=")
                self.cookies[cookie] = content
            headers[name.lower()] = value.strip()
        return int(first.split()[1]), headers

    async def _content(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return await self._reader.readexactly(int(headers.get("content-length", 0)))
        parts = []
        while size := int((await self._reader.readline()).strip() or b"0", 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        """Drop the connection; the next request opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None
