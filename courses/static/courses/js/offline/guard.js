/* On every page of somebody signed in; loads the rest only where this device keeps something. */
const root = document.querySelector("[data-learning]");

function somethingKept() {
  try {
    return localStorage.getItem("gridschool-saved");
  } catch {
    return null;
  }
}

if (root && somethingKept() && "caches" in window && "indexedDB" in window) {
  import("./duty.js").then(({ watch }) => watch(root)).catch(() => {});
}
