/* Days and sizes in words. */

/* 6月24日, in the time of the product. */
export function dayOf(moment, zone) {
  const language = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
  return new Date(moment).toLocaleDateString(language, { timeZone: zone || "Asia/Shanghai", month: "long", day: "numeric" });
}

export const megabytes = (bytes) => (Math.max(bytes, 50_000) / 1e6).toFixed(1);
