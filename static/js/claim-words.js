/* Words in the wording of a claim that somebody may want to think about. Pure; the same searches as in
   annotations/wording.py. Offsets are UTF-16, for a text field. */

const QUOTED =
  /“[^”]*”|"[^"]*"|«[^»]*»|„[^“”]*[“”]|(?<![\p{L}\p{M}\p{N}_])‘.*?’(?![\p{L}\p{M}\p{N}_])/gsu;
const BEFORE = "(?<![\\p{L}\\p{M}\\p{N}_])";
const AFTER = "(?![\\p{L}\\p{M}\\p{N}_])";
// Between words of one entry any space or new line may stand: the server makes one space of it.
const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/ /g, "\\s+");

/** Words that are not clear alone ("they", "today"), each with what `clearer` knows of it: [{start, end, word, meant}]. */
export function openWords(text, clearer) {
  const all = Object.keys(clearer).sort((a, b) => b.length - a.length);
  if (!all.length) return [];
  const known = new Map(all.map((word) => [word.toLowerCase(), word]));
  const pattern = new RegExp(`${BEFORE}(?:${all.map(escaped).join("|")})${AFTER}`, "giu");
  const found = [];
  for (const { 0: word, index } of text.matchAll(pattern)) {
    // "US" and "IT" are no pronouns, "i" is not "I", and a weekday with its date says it all.
    if (word.length > 1 && word === word.toUpperCase()) continue;
    if (word === "i" || /^ \d/.test(text.slice(index + word.length))) continue;
    const entry = known.get(word.toLowerCase().replace(/\s+/g, " "));
    if (!entry) continue;
    found.push({ start: index, end: index + word.length, word: entry, meant: clearer[entry] });
  }
  return found;
}

/** Listed words outside of quotation marks; a plain plural counts too: [{start, end, word}]. */
export function contestedWords(text, listed) {
  const masked = text.replace(QUOTED, (quoted) => " ".repeat(quoted.length));
  const found = [];
  for (const word of listed) {
    const pattern = new RegExp(`${BEFORE}${escaped(word)}(?:s|es)?${AFTER}`, "giu");
    for (const { 0: there, index } of masked.matchAll(pattern)) {
      found.push({ start: index, end: index + there.length, word });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
