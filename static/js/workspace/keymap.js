/* Which key runs which command, and the words that the help shows for it.

   A key is written as it is pressed: "a", "Shift+a", "Ctrl+Enter", "ArrowLeft", "Space", "?". In a mode "@next" is
   whatever the command "next" has. A person may take another preset and change single keys; both are kept with their
   account. */

import { PRESETS } from "./presets.js";

export const SECTIONS = [
  ["Move", [
    ["next", ["j"], "Next undecided tag or quote"],
    ["previous", ["k"], "Previous undecided"],
    ["nextAny", ["Shift+j"], "Next tag or quote, decided ones too"],
    ["previousAny", ["Shift+k"], "Previous tag or quote, decided ones too"],
    ["cast", ["g"], "Go to the cast"],
    ["more", ["r"], "More of the same: show every other place of these words"],
    ["moreAll", ["Shift+r"], "Do the same to all of them at once"],
    ["caret", ["v"], "Select words with the arrow keys"],
  ]],
  ["Decide", [
    ["confirm", ["a"], "Confirm; once more takes it back"],
    ["reject", ["n"], "Reject; once more takes it back"],
    ["confirmGroup", ["Shift+a"], "Confirm all undecided mentions"],
    ["rejectGroup", ["Shift+n"], "Reject all undecided mentions"],
    ["undo", ["z"], "Undo"],
    ["redo", ["Shift+z"], "Redo"],
    ["history", ["h"], "Show or hide what was done"],
  ]],
  ["Tags", [
    ["person", ["1"], "Person: the tag, or the selected words"],
    ["place", ["2"], "Place"],
    ["group", ["3"], "Group"],
    ["event", ["4"], "Event"],
    ["leftOut", ["u"], "Left edge out by a word"],
    ["leftIn", ["i"], "Left edge in by a word"],
    ["rightIn", ["o"], "Right edge in by a word"],
    ["rightOut", ["p"], "Right edge out by a word"],
    ["leftOutChar", ["Shift+u"], "Left edge out by a character"],
    ["leftInChar", ["Shift+i"], "Left edge in by a character"],
    ["rightInChar", ["Shift+o"], "Right edge in by a character"],
    ["rightOutChar", ["Shift+p"], "Right edge out by a character"],
    ["entity", ["e"], "Say who or what the cast row is"],
    ["eventDetails", ["d"], "Details of the event: type, date, place, who took part"],
  ]],
  ["Quotes and claims", [
    ["quote", ["q"], "Make the selected words a quote"],
    ["ownVoice", ["w"], "Make them the outlet’s own voice"],
    ["pieces", ["t"], "Change the words of the quote: pieces, edges, cue"],
    ["speaker", ["s"], "Choose the speaker"],
    ["claim", ["c"], "Attach a claim"],
    ["nothing", ["0"], "Nothing checkable here; once more takes it back"],
    ["note", ["m"], "Write a note on what is focused, else on the article"],
  ]],
  ["Finish", [
    ["submit", ["Ctrl+Enter"], "Submit the reading"],
    ["skip", ["Shift+x"], "Skip the article, with a reason"],
    ["nextArticle", ["x"], "The next article, once this one is handed in"],
    ["help", ["?"], "This help"],
    ["escape", ["Escape"], "Leave what is open, drop the selection"],
  ]],
];

/** Keys that mean something else for a while. What a mode does not name works as always if it is in `passes`. Its
 * `buttons` stand in the bottom bar, for those who have no keys. */
export const MODES = {
  cast: {
    title: "In the cast",
    hint: "Cast: ↑ ↓ move, {castConfirm} confirms, {castChoose} chooses, Enter goes to the mentions",
    passes: ["undo", "redo", "help", "entity"],
    buttons: [["castConfirm", "Confirm all"], ["castReject", "Reject all"], ["castLeave", "Leave"]],
    keys: [
      ["castDown", ["ArrowDown", "@next"], "Next row"],
      ["castUp", ["ArrowUp", "@previous"], "Previous row"],
      ["castConfirm", ["@confirm", "@confirmGroup"], "Confirm its undecided mentions"],
      ["castReject", ["@reject", "@rejectGroup"], "Reject its undecided mentions"],
      ["castChoose", ["@more"], "Choose among its undecided mentions"],
      ["castEnter", ["Enter"], "Go to its mentions"],
      ["castLeave", ["Escape", "@cast"], "Back to the text"],
    ],
  },
  caret: {
    title: "Selecting with the keys",
    hint: "Caret: ← → by word, ↑ ↓ by sentence, Page ↑ ↓ by paragraph; Shift selects, Enter tags",
    passes: ["person", "place", "group", "event", "quote", "ownVoice", "undo", "redo", "help"],
    buttons: [["caretEnter", "Tag"], ["caretLeave", "Leave"]],
    keys: [
      ["caretRight", ["ArrowRight"], "Next word"],
      ["caretLeft", ["ArrowLeft"], "Previous word"],
      ["caretDown", ["ArrowDown"], "Next sentence"],
      ["caretUp", ["ArrowUp"], "Previous sentence"],
      ["caretNext", ["PageDown"], "Next paragraph"],
      ["caretPrevious", ["PageUp"], "Previous paragraph"],
      ["caretHome", ["Home"], "Beginning of the paragraph"],
      ["caretEnd", ["End"], "End of the paragraph"],
      ["caretExtendRight", ["Shift+ArrowRight"], "Select the next word"],
      ["caretExtendLeft", ["Shift+ArrowLeft"], "Select the previous word"],
      ["caretExtendDown", ["Shift+ArrowDown"], "Select to the end of the sentence"],
      ["caretExtendUp", ["Shift+ArrowUp"], "Select to the beginning of the sentence"],
      ["caretExtendNext", ["Shift+PageDown"], "Select to the end of the paragraph, then the next one"],
      ["caretExtendPrevious", ["Shift+PageUp"], "Select to the beginning of the paragraph, then the one before"],
      ["caretExtendHome", ["Shift+Home"], "Select to the beginning of the paragraph"],
      ["caretExtendEnd", ["Shift+End"], "Select to the end of the paragraph"],
      ["caretUnit", ["x"], "Step by characters, or by words again"],
      ["caretEnter", ["Enter"], "Offer what the selected words, or the word at the caret, can become"],
      ["caretSpeaker", ["@speaker"], "The selected words are the speaker, while a quote waits for one"],
      ["caretLeave", ["Escape", "@caret"], "Leave"],
    ],
  },
  speaker: {
    title: "Choosing a speaker",
    hint: "Speaker: {speakerNext}, {speakerPrevious} or a click picks a tag; or select the words",
    passes: ["caret", "undo", "redo", "help"],
    buttons: [["speakerSet", "Set speaker"], ["speakerUnknown", "Unknown"], ["speakerLeave", "Cancel"]],
    keys: [
      ["speakerNext", ["@next", "ArrowDown"], "Next person or group"],
      ["speakerPrevious", ["@previous", "ArrowUp"], "Previous person or group"],
      ["speakerNextAny", ["@nextAny"], "Next tag of any kind"],
      ["speakerPreviousAny", ["@previousAny"], "Previous tag of any kind"],
      ["speakerSet", ["Enter"], "Set the speaker"],
      ["speakerUnknown", ["@nothing"], "The speaker is unknown"],
      ["speakerWords", ["@speaker"], "The selected words are the speaker"],
      ["speakerPerson", ["@person"], "… and a person"],
      ["speakerPlace", ["@place"], "… and a place"],
      ["speakerGroup", ["@group"], "… and a group"],
      ["speakerEvent", ["@event"], "… and an event"],
      ["speakerLeave", ["Escape"], "Leave it as it was"],
    ],
  },
  pieces: {
    title: "Changing the words of a quote",
    hint: "Quote: select words, then add or take out; the edge keys move the chosen piece",
    passes: [
      "caret", "undo", "redo", "help", "leftOut", "leftIn", "rightIn", "rightOut", "leftOutChar", "leftInChar",
      "rightInChar", "rightOutChar",
    ],
    buttons: [
      ["pieceAdd", "Add"], ["pieceCut", "Take out"], ["pieceOnly", "Only these"], ["pieceCue", "Cue"],
      ["pieceLink", "Link"], ["pieceSplit", "Split"], ["quoteJoin", "Join next"], ["piecesLeave", "Done"],
    ],
    keys: [
      ["pieceNext", ["ArrowDown", "@next"], "Next piece"],
      ["piecePrevious", ["ArrowUp", "@previous"], "Previous piece"],
      ["pieceAdd", ["@confirm"], "Add the selected words to the quote"],
      ["pieceCut", ["@reject"], "Take them out; with nothing selected, the chosen piece"],
      ["pieceOnly", ["@quote"], "The quote is exactly these words"],
      ["pieceCue", ["@claim"], "They are the cue; with nothing selected, there is none"],
      ["pieceLink", ["l"], "One piece of this one and the next, with what stands between"],
      ["pieceSplit", ["b"], "A new quote begins at the selected words, or at the chosen piece"],
      ["quoteJoin", ["Shift+l"], "One quote of this one and the next"],
      ["piecesLeave", ["Escape", "@pieces"], "Done"],
    ],
  },
  more: {
    title: "More of the same",
    hint: "",
    passes: [],
    buttons: [],
    keys: [
      ["moreDown", ["ArrowDown", "@next"], "Next place; the text behind goes there"],
      ["moreUp", ["ArrowUp", "@previous"], "Previous place"],
      ["moreTick", ["Space"], "Leave this place out, or take it in again"],
      ["moreNone", ["@nothing"], "All, or none"],
      ["moreDo", ["Enter", "@more", "@confirm"], "Do it to what is ticked"],
      ["moreReject", ["@reject"], "Of a cast row: reject what is ticked"],
      ["moreClose", ["Escape"], "Leave them"],
    ],
  },
};

/* --- The keys as this person has them ----------------------------------------------------------------------------- */

let chosen = { preset: "ours", keys: {}, single: true };

/** What is kept of a person's choice: {preset, keys: {command: [key, …]}, single}. */
export const chosenKeys = () => structuredClone(chosen);
export const singleKeysOff = () => !chosen.single;

export function useKeys({ preset = "ours", keys = {}, single = true } = {}) {
  chosen = { preset: PRESETS[preset] ? preset : "ours", keys, single };
  maps.clear();
}

const general = () => SECTIONS.flatMap(([, rows]) => rows);
const everyRow = () => [...general(), ...Object.values(MODES).flatMap((mode) => mode.keys)];

/** The keys of a command, by what was changed, then by the preset, then as they stand above. */
export function keysOf(command, choice = chosen) {
  const own = choice.keys[command] ?? PRESETS[choice.preset].keys[command];
  const all = own ?? everyRow().find(([name]) => name === command)?.[1] ?? [];
  // "@next": whatever that command has.
  return all.flatMap((key) => (key.startsWith("@") ? keysOf(key.slice(1), choice) : [key]));
}

/** The first key of a command, for a hint; empty where it has none, or single keys are off. */
export function keyOf(command) {
  const [first = ""] = keysOf(command);
  return isSingle(first) && singleKeysOff() ? "" : first;
}

/** Letters, digits and signs, with or without Shift (the keys of WCAG 2.1.4), and the two that fields need most. */
export function isSingle(key) {
  const bare = key.replace("Shift+", "");
  return [...bare].length === 1 || bare === "Space" || bare === "Backspace";
}

/** The commands that listen in a mode, or with null outside of any: [[command, keys], …]. */
function listening(mode, choice = chosen) {
  const names = mode
    ? [...MODES[mode].keys.map(([name]) => name), ...MODES[mode].passes]
    : general().map(([name]) => name);
  return names.map((name) => [name, keysOf(name, choice)]);
}

const maps = new Map();

function mapOf(mode) {
  if (!maps.has(mode)) {
    const map = new Map();
    const all = listening(mode);
    // Two commands on one key, after an update of the app perhaps: the person's own choice wins, then the first.
    const own = all.filter(([name]) => name in chosen.keys);
    for (const [name, keys] of [...own, ...all]) for (const key of keys) if (!map.has(key)) map.set(key, name);
    maps.set(mode, map);
  }
  return maps.get(mode);
}

/** The command of a key in a mode, or null. */
export const commandFor = (pressed, mode) => mapOf(mode).get(pressed) ?? null;

/** Keys that two commands would share in one place: [[key, command, command], …]. */
export function clashes(choice) {
  const found = [];
  for (const mode of [null, ...Object.keys(MODES)]) {
    const taken = new Map();
    for (const [name, keys] of listening(mode, choice)) {
      for (const key of keys) {
        if (taken.has(key)) found.push([key, taken.get(key), name]);
        else taken.set(key, name);
      }
    }
  }
  return found;
}

export const wordsOfCommand = (command) => everyRow().find(([name]) => name === command)?.[2] ?? command;
