"""How much each text of a page stands out from what is behind it, seen from inside the page.

The ratio is that of WCAG 2.1 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio), against the worst
colour of all that is behind: a gradient has several.
"""

CONTRAST = r"""(() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (front, back) =>
    [0, 1, 2].map((i) => front[i] * front[3] + back[i] * (1 - front[3]));
  const linear = (part) =>
    part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const bright = (colour) => {
    const [r, g, b] = colour.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const behind = (element) => {
    if (!element) return [[255, 255, 255]];
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    const found = backgroundImage.match(/rgba?\([^)]*\)/g) ?? [backgroundColor];
    const backs = behind(element.parentElement);
    return found.flatMap((each) => backs.map((back) => over(parse(each), back)));
  };
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || element.matches("script, style, noscript, option")) continue;
    if (!element.checkVisibility()) continue;
    const ink = parse(getComputedStyle(element).color);
    for (let at = element; at; at = at.parentElement)
      ink[3] *= Number(getComputedStyle(at).opacity);
    const ratios = behind(element).map((back) => {
      const [low, high] = [bright(over(ink, back)), bright(back)].sort((a, b) => a - b);
      return high / low;
    });
    seen.push({ text, where: element.className, ratio: Math.min(...ratios) });
  }
  return seen;
})()"""
