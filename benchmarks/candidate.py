"""A virtual examinee: logs in, opens the course, starts the exam, answers, hands in, reads the result.

Every acknowledged answer (2xx) is written down as it was acknowledged; `lost_answers` holds the database to it.
"""

import random
import re
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.client import Answer, Broken, Client

ATTEMPT = re.compile(r"/assessments/attempts/(\d+)/")


class Refused(Exception):
    """The server answered, and not as it should."""


@dataclass
class Ledger:
    """What all candidates saw: seconds per step, failures by what they were, acknowledged answers."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: Counter = field(default_factory=Counter)
    # (attempt, client id) → (position, value, sequence)
    acknowledged: dict[tuple[int, str], tuple[int, object, int]] = field(default_factory=dict)
    journeys: int = 0
    # When each attempt was acknowledged something, by time.monotonic().
    heard: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))

    def crashes(self) -> int:
        """Answers of 500 and its like; 503 with a time to come back says honestly that something is away."""
        return sum(count for (_step, what), count in self.failures.items() if what.startswith("5") and what != "503")


@dataclass
class Candidate:
    port: int
    username: str
    password: str
    entry: int
    course: str
    ledger: Ledger
    draw: random.Random
    attempt: int = 0
    questions: int = 0
    sequence: int = 0
    # An answer sent and not yet heard of: sent again under the same id until it is.
    pending: tuple[int, object, str] | None = None

    def __post_init__(self) -> None:
        third, fourth = divmod(self.entry, 250)
        self.client = Client(self.port, address=f"10.1.{third % 250}.{fourth + 1}")
        # The page reads while an answer is on its way: a second connection of the same browser.
        self.page = Client(self.port, address=self.client.address, cookies=self.client.cookies)

    async def journey(self) -> None:
        """The whole of it, once."""
        await self.log_in()
        await self.step("course", self.client.get(self.course))
        await self.start()
        for position in range(1, self.questions + 1):
            await self.save(position)
        await self.submit()
        self.ledger.journeys += 1
        self.client.close()

    async def step(self, name: str, request, allowed: tuple[int, ...] = (200, 302)) -> Answer:
        """Await a request under a name; what fails is counted and raised."""
        try:
            answer = await request
        except Broken as error:
            self.ledger.failures[name, str(error)] += 1
            raise
        if answer.status not in allowed:
            bare = answer.status == 503 and "retry-after" not in answer.headers
            self.ledger.failures[name, f"{answer.status}{' without Retry-After' if bare else ''}"] += 1
            raise Refused(f"{name}: {answer.status}")
        self.ledger.seconds[name].append(answer.seconds)
        return answer

    async def log_in(self) -> None:
        await self.step("log-in page", self.client.get("/accounts/login/"))
        form = {"login": self.username, "password": self.password}
        await self.step("log in", self.client.post("/accounts/login/", form), allowed=(302,))

    async def start(self) -> None:
        address = f"/assessments/entries/{self.entry}/"
        await self.step("rules", self.client.get(address))
        answer = await self.step("start", self.client.post(address, {"confirmed": "on"}), allowed=(302,))
        found = ATTEMPT.search(answer.location)
        if not found:
            raise Refused(f"start led to {answer.location}")
        self.attempt = int(found[1])
        page = await self.step("sitting", self.client.get(answer.location), allowed=(200,))
        self.questions = len(set(re.findall(rb'name="q(\d+)-answer"', page.body)))

    async def save(self, position: int) -> None:
        """One answer; after a failure the same one again, under the same id, is the next call's first work."""
        value = self.draw.choice(["A", "B"])
        self.pending = self.pending or (position, value, str(uuid.UUID(int=self.draw.getrandbits(128))))
        position, value, client_id = self.pending
        message = {"position": position, "value": value, "base_sequence": self.sequence, "client_id": client_id}
        address = f"/assessments/attempts/{self.attempt}/answers/"
        answer = await self.step("save", self.client.post(address, as_json=message), allowed=(200, 409))
        facts = answer.json()
        self.pending = None
        if answer.status == 409:
            self.ledger.failures["save", facts["code"]] += 1
            self.sequence = facts.get("state", {}).get("sequence", self.sequence)
            return
        self.sequence = facts["sequence"]
        self.ledger.acknowledged[self.attempt, client_id] = (position, value, self.sequence)
        self.ledger.heard[self.attempt].append(time.monotonic())

    async def look(self) -> None:
        """What an idle page does every 15 s: ask whether anything changed."""
        address = f"/assessments/attempts/{self.attempt}/state/?sequence={self.sequence}"
        await self.step("state", self.page.get(address, accept="application/json"), allowed=(200,))

    async def browse(self) -> None:
        """A look, and every fourth time the paper is loaded again."""
        await self.look()
        if self.draw.random() < 0.25:
            await self.turn()

    async def turn(self) -> None:
        """Load the paper again, at some question."""
        place = self.draw.randint(1, self.questions)
        await self.step("page", self.page.get(f"/assessments/attempts/{self.attempt}/?q={place}"), allowed=(200,))

    async def submit(self) -> None:
        address = f"/assessments/attempts/{self.attempt}/submit/"
        await self.step("submit page", self.client.get(address))
        answer = await self.step("submit", self.client.post(address, {"submit_key": str(uuid.uuid4())}), allowed=(302,))
        await self.step("receipt", self.client.get(answer.location))
        await self.step("result", self.client.get(f"/assessments/attempts/{self.attempt}/result/"))
