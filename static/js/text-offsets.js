/* Where something is in the article's text, and the only place where the browser's UTF-16 units become the
   server's code points. Same rules as articles/text.py: tests/browser/test_offsets.py compares the two.

   Pure: it reads the elements it is given and keeps nothing. A "span" is {start, end}, half-open, in code points.

   <article id="text">
     <p class="para" data-start="0"><a data-skip>1</a>Words of the <mark>first line</mark></p>
   </article>

   Offsets are counted over the text nodes of a paragraph outside of anything with data-skip. */

const EDGE = " \t\u00a0\u2009\u202f\"“”„«»‘’'`";
// What Python's str.isspace() says yes to.
const SPACE = /[\t-\r\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const LETTERS = "[\\p{L}\\p{M}\\p{N}_]+";
// A possessive ending, a word of its own. JavaScript's \b knows ASCII only.
const POSSESSIVE = "['’]s(?![\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}])";
// A full stop between two sentences that were glued together is no joint.
const JOINT = "(?:[\\u200c\\u200d]+|[-\\u2010\\u2011'’&·]|(?<!\\p{Ll}{3})\\.|\\.(?!\\p{Lu}))";
// Initials keep their last full stop.
const INITIALS = "(?:\\p{L}\\p{M}*\\.){2,}(?![\\p{L}\\p{M}\\p{N}_])";
const WORD = new RegExp(`${POSSESSIVE}|${INITIALS}|${LETTERS}(?:(?!${POSSESSIVE})${JOINT}${LETTERS})*`, "uy");

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const sentences = new Intl.Segmenter("en", { granularity: "sentence" });

// --- UTF-16 units and code points -----------------------------------------------------------------------------------

/** How many code points `text` holds before the UTF-16 index `units`. */
export function toPoints(text, units = text.length) {
  let points = 0;
  for (let i = 0; i < units; i++) if ((text.charCodeAt(i) & 0xfc00) !== 0xdc00) points++;
  return points;
}

/** The UTF-16 index of the code point number `points`. */
export function toUnits(text, points) {
  let i = 0;
  for (let left = points; left > 0 && i < text.length; left--) i += text.codePointAt(i) > 0xffff ? 2 : 1;
  return i;
}

export function slice(text, start, end) {
  const from = toUnits(text, start);
  return text.slice(from, from + toUnits(text.slice(from), end - start));
}

/** Run a rule that counts in UTF-16 units on a span of code points. */
function inUnits(text, span, rule) {
  const result = rule(text, { start: toUnits(text, span.start), end: toUnits(text, span.end) });
  return { start: toPoints(text, result.start), end: toPoints(text, result.end) };
}

// --- Rules on strings (spans in code points) -------------------------------------------------------------------------

/** Take spaces and quotation marks off both ends. */
export const trim = (text, span) => inUnits(text, span, trimUnits);

/** Trim, then grow to whole words. */
export const snapToWords = (text, span) => inUnits(text, span, snapUnits);

/** Grow until neither edge is inside a grapheme cluster (a letter with its accents, an emoji family). */
export const snapToGraphemes = (text, span) => inUnits(text, span, graphemeUnits);

/** Words and single punctuation marks, in order, without the spaces. */
export function wordsIn(text) {
  const found = [];
  let units = 0;
  let points = 0;
  for (const word of wordUnits(text, 0, text.length)) {
    const start = points + toPoints(text.slice(units, word.start));
    const end = start + toPoints(text.slice(word.start, word.end));
    found.push({ start, end });
    [units, points] = [word.end, end];
  }
  return found;
}

/** The first and last offset of every grapheme cluster: [0, ..., length]. */
export function graphemeEdges(text) {
  const edges = [0];
  for (const { segment } of graphemes.segment(text)) edges.push(edges.at(-1) + toPoints(segment));
  return edges;
}

/** Every sentence of a text, as trimmed spans; what holds only marks and spaces is none. */
export function sentencesIn(text) {
  const found = [];
  for (const { index, segment } of sentences.segment(text)) {
    const { start, end } = trimUnits(text, { start: index, end: index + segment.length });
    if (start < end) found.push({ start: toPoints(text, start), end: toPoints(text, end) });
  }
  return found;
}

/** The sentence that holds an offset, as a trimmed span. */
export function sentenceAt(text, offset) {
  const unit = Math.min(toUnits(text, offset), Math.max(text.length - 1, 0));
  const found = sentences.segment(text).containing(unit);
  if (!found) return { start: 0, end: 0 };
  return inUnits(text, { start: 0, end: 0 }, () =>
    trimUnits(text, { start: found.index, end: found.index + found.segment.length }));
}

function trimUnits(text, { start, end }) {
  const loose = (i) => EDGE.includes(text[i]) || SPACE.test(text[i]);
  while (start < end && loose(start)) start++;
  while (end > start && loose(end - 1)) end--;
  return { start, end };
}

function snapUnits(text, span) {
  const inner = trimUnits(text, span);
  if (inner.start === inner.end) return inner;
  const [from, to] = lineUnits(text, inner);
  const touched = wordUnits(text, from, to).filter((word) => word.start < inner.end && inner.start < word.end);
  if (!touched.length) return graphemeUnits(text, inner);
  const start = Math.min(inner.start, touched[0].start);
  return graphemeUnits(text, { start, end: Math.max(inner.end, touched.at(-1).end) });
}

function graphemeUnits(text, { start, end }) {
  const [from, to] = lineUnits(text, { start, end });
  const line = graphemes.segment(text.slice(from, to + 1));
  const cluster = (i) => line.containing(i - from);
  if (start > 0 && start < to) start = from + cluster(start).index;
  if (end > from && end < to) {
    const last = cluster(end);
    if (from + last.index !== end) end = from + last.index + last.segment.length;
  }
  return { start, end };
}

/** From the beginning of the line with the span's start to the end of the line with its end. */
function lineUnits(text, { start, end }) {
  const to = text.indexOf("\n", end);
  return [start > 0 ? text.lastIndexOf("\n", start - 1) + 1 : 0, to === -1 ? text.length : to];
}

function wordUnits(text, from, to) {
  const line = text.slice(from, to);
  const clusters = graphemes.segment(line);
  const found = [];
  for (let i = 0; i < line.length; ) {
    WORD.lastIndex = i;
    let end = WORD.exec(line) ? WORD.lastIndex : 0;
    if (!end) {
      const cluster = clusters.containing(i);
      end = cluster.index + cluster.segment.length;
    }
    if (![...line.slice(i, end)].every((c) => SPACE.test(c))) found.push({ start: from + i, end: from + end });
    i = end;
  }
  return found;
}

// --- Rules on the page (offsets in the article) ----------------------------------------------------------------------

export const paragraphStart = (paragraph) => Number(paragraph.dataset.start);

export function paragraphText(paragraph) {
  let text = "";
  for (const node of textNodes(paragraph)) text += node.data;
  return text;
}

export const paragraphEnd = (paragraph) => paragraphStart(paragraph) + toPoints(paragraphText(paragraph));

/** The paragraph that holds an offset; an offset at a line's end belongs to that line. */
export function paragraphAt(root, offset) {
  const all = root.querySelectorAll("p.para");
  let low = 0;
  let high = all.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (paragraphStart(all[middle]) <= offset) low = middle;
    else high = middle - 1;
  }
  return all[low] ?? null;
}

/** The article's words of a span; between paragraphs stand the newlines that the page does not show. */
export function wordsOf(root, { start, end }) {
  let words = "";
  let at = start;
  for (let p = paragraphAt(root, start); p && paragraphStart(p) < end; p = nextParagraph(root, p)) {
    const from = paragraphStart(p);
    words += "\n".repeat(Math.max(0, from - at));
    at = Math.max(at, from);
    const part = slice(paragraphText(p), at - from, end - from);
    words += part;
    at += toPoints(part);
  }
  return words + "\n".repeat(Math.max(0, end - at));
}

/** The span of a DOM range, or null when it touches no paragraph. */
export function spanOfRange(root, range) {
  const touched = [...root.querySelectorAll("p.para")].filter((p) => range.intersectsNode(p));
  if (!touched.length) return null;
  const start = offsetInside(touched[0], range.startContainer, range.startOffset);
  const end = offsetInside(touched.at(-1), range.endContainer, range.endOffset);
  return start < end ? { start, end } : { start, end: start };
}

/** Snap a span of the page to whole words, or with `exact` only to whole characters. */
export function snapOnPage(root, span, exact = false) {
  const first = paragraphAt(root, span.start);
  const last = paragraphAt(root, Math.max(span.start, span.end));
  const base = paragraphStart(first);
  const text = wordsOf(root, { start: base, end: paragraphEnd(last) });
  const local = { start: span.start - base, end: span.end - base };
  const snapped = (exact ? snapToGraphemes : snapToWords)(text, local);
  return { start: snapped.start + base, end: snapped.end + base };
}

/** The text node and UTF-16 index where an offset is; at a seam the node that begins there, for a range's start. */
export function pointAt(root, offset, side = "start") {
  const paragraph = paragraphAt(root, offset);
  if (!paragraph) return null;
  let left = offset - paragraphStart(paragraph);
  let last = null;
  for (const node of textNodes(paragraph)) {
    const length = toPoints(node.data);
    if (left < length || (left === length && side === "end")) return { node, units: toUnits(node.data, left) };
    left -= length;
    last = node;
  }
  return last ? { node: last, units: last.data.length } : { node: paragraph, units: 0 };
}

export function rangeOf(root, { start, end }) {
  const from = pointAt(root, start, "start");
  const to = pointAt(root, end, "end");
  const range = document.createRange();
  range.setStart(from.node, from.units);
  range.setEnd(to.node, to.units);
  return range;
}

function* textNodes(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
    acceptNode(node) {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      return node.hasAttribute("data-skip") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    },
  });
  while (walker.nextNode()) yield walker.currentNode;
}

/** The offset of a DOM point; a point before or after the paragraph counts as its nearer end. */
function offsetInside(paragraph, node, offset) {
  const upTo = document.createRange();
  upTo.selectNodeContents(paragraph);
  const place = upTo.comparePoint(node, offset);
  if (place < 0) return paragraphStart(paragraph);
  if (place > 0) return paragraphEnd(paragraph);
  let points = paragraphStart(paragraph);
  for (const text of textNodes(paragraph)) {
    if (text === node) return points + toPoints(text.data, offset);
    // A text node that ends after the point lies wholly behind it: the point is not inside any text node.
    if (comparesAfter(text, node, offset)) return points;
    points += toPoints(text.data);
  }
  return points;
}

function comparesAfter(text, node, offset) {
  const range = document.createRange();
  range.setStart(node, offset);
  range.collapse(true);
  return range.comparePoint(text, 0) >= 0;
}

function nextParagraph(root, paragraph) {
  for (let next = paragraph.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.matches("p.para")) return next;
    const inner = next.querySelector?.("p.para");
    if (inner) return inner;
  }
  const all = [...root.querySelectorAll("p.para")];
  return all[all.indexOf(paragraph) + 1] ?? null;
}
