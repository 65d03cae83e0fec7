/* Words stay in the templates of the page: a copy of one, with {names} filled in. */
export function fill(template, values = {}) {
  const copy = template.content.cloneNode(true);
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    node.data = node.data.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }
  return copy;
}
