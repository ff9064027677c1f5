// What somebody who cannot see well, or uses no mouse, would stumble over on this page; gives sentences, none when all is well.
() => {
  const found = [];
  const seen = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility !== "hidden";
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  const parsed = new Map();
  const parse = (colour) => {
    if (!parsed.has(colour)) {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
      parsed.set(colour, [r, g, b, a / 255]);
    }
    return parsed.get(colour);
  };
  const over = (top, under) => top.slice(0, 3).map((part, at) => part * top[3] + under[at] * (1 - top[3])).concat(1);
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), parse("Canvas"));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  if (!document.documentElement.lang) found.push("the page does not say its language");
  if (!document.title.trim()) found.push("the page has no title");
  if (document.querySelectorAll("h1").length !== 1) found.push(`${document.querySelectorAll("h1").length} headings of the first level`);
  if (!document.querySelector("main")) found.push("no main landmark");

  const ids = Array.from(document.querySelectorAll("[id]"), (node) => node.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) found.push(`two elements have the id ${id}`);

  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!seen(heading)) continue;
    const own = Number(heading.tagName[1]);
    if (own > level + 1) found.push(`heading "${heading.textContent.trim().slice(0, 30)}" jumps from level ${level} to ${own}`);
    level = own;
  }

  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels.length && !field.getAttribute("aria-label")) found.push(`the field ${field.name || field.id} has no label`);
  }
  for (const act of document.querySelectorAll("a, button, summary")) {
    const named = act.textContent.trim() || act.getAttribute("aria-label") || act.querySelector("img[alt]:not([alt=''])");
    if (seen(act) && !named) found.push(`a ${act.tagName.toLowerCase()} has no name`);
  }
  for (const picture of document.querySelectorAll("img")) if (!picture.hasAttribute("alt")) found.push(`the picture ${picture.src} has no words`);
  for (const drawn of document.querySelectorAll("svg")) {
    if (!drawn.getAttribute("aria-label") && drawn.getAttribute("aria-hidden") !== "true") found.push("a drawing has no words");
  }
  for (const point of document.querySelectorAll("[aria-labelledby]")) {
    if (!document.getElementById(point.getAttribute("aria-labelledby"))) found.push("aria-labelledby points nowhere");
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.querySelector("th[scope]")) found.push("a table has no headings");
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node || !seen(node) || node.closest("svg, script, .hidden, option, select")) continue;
    const style = getComputedStyle(node);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const under = ground(node);
    const got = ratio(over(parse(style.color), under), under);
    const key = `${style.color} on ${under}`;
    if (got < (large ? 3 : 4.5) && !told.has(key)) {
      told.add(key);
      found.push(`contrast ${got.toFixed(2)} of "${walker.currentNode.textContent.trim().slice(0, 30)}" (${key})`);
    }
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea, button:not(.plain)")) {
    if (!seen(field)) continue;
    const under = ground(field.parentElement);
    const edge = Math.max(ratio(parse(getComputedStyle(field).borderTopColor), under), ratio(ground(field), under));
    if (edge < 3) found.push(`the edge of ${field.name || field.textContent.trim()} has a contrast of ${edge.toFixed(2)}`);
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 1) found.push(`the page is ${wide} pixels wider than the window`);
  return found;
}
