/* Which key runs which command, and the words that the help shows for it. Data only: another keymap is another table.

   A key is written as it is pressed: "a", "Shift+a", "Ctrl+Enter", "ArrowLeft", "?". */

export const SECTIONS = [
  ["Move", [
    ["next", ["j"], "Next undecided tag or quote"],
    ["previous", ["k"], "Previous undecided"],
    ["nextAny", ["Shift+j"], "Next tag or quote, decided ones too"],
    ["previousAny", ["Shift+k"], "Previous tag or quote, decided ones too"],
    ["cast", ["g"], "Go to the cast"],
    ["caret", ["v"], "Select words with the arrow keys"],
  ]],
  ["Decide", [
    ["confirm", ["a"], "Confirm; once more takes it back"],
    ["reject", ["n"], "Reject; once more takes it back"],
    ["confirmGroup", ["Shift+a"], "Confirm all undecided mentions"],
    ["rejectGroup", ["Shift+n"], "Reject all undecided mentions"],
    ["undo", ["z"], "Undo"],
    ["redo", ["Shift+z"], "Redo"],
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
  ]],
  ["Quotes and claims", [
    ["quote", ["q"], "Make the selected words a quote"],
    ["ownVoice", ["w"], "Make them the outlet’s own voice"],
    ["speaker", ["s"], "Choose the speaker"],
    ["claim", ["c"], "Attach a claim"],
    ["nothing", ["0"], "Nothing checkable here; once more takes it back"],
  ]],
  ["Finish", [
    ["submit", ["Ctrl+Enter"], "Submit the reading"],
    ["skip", ["Shift+x"], "Skip the article, with a reason"],
    ["help", ["?"], "This help"],
    ["escape", ["Escape"], "Leave what is open, drop the selection"],
  ]],
];

/** Keys that mean something else for a while. What a mode does not name works as always if it is in `passes`. Its
 * `buttons` stand in the bottom bar, for those who have no keys. */
export const MODES = {
  cast: {
    title: "In the cast",
    hint: "Cast: arrows move, Enter goes to the mentions",
    passes: ["undo", "redo", "help", "entity"],
    buttons: [["castConfirm", "Confirm all"], ["castReject", "Reject all"], ["castLeave", "Leave"]],
    keys: [
      ["castDown", ["ArrowDown", "j"], "Next row"],
      ["castUp", ["ArrowUp", "k"], "Previous row"],
      ["castConfirm", ["a", "Shift+a"], "Confirm its undecided mentions"],
      ["castReject", ["n", "Shift+n"], "Reject its undecided mentions"],
      ["castEnter", ["Enter"], "Go to its mentions"],
      ["castLeave", ["Escape", "g"], "Back to the text"],
    ],
  },
  caret: {
    title: "Selecting with the keys",
    hint: "Caret: arrows move by word, Shift selects, 1–4 tag, q quote",
    passes: ["person", "place", "group", "event", "quote", "ownVoice", "undo", "redo", "help"],
    buttons: [["caretLeave", "Leave"]],
    keys: [
      ["caretRight", ["ArrowRight"], "Next word"],
      ["caretLeft", ["ArrowLeft"], "Previous word"],
      ["caretDown", ["ArrowDown"], "Next paragraph"],
      ["caretUp", ["ArrowUp"], "Previous paragraph"],
      ["caretHome", ["Home"], "Beginning of the paragraph"],
      ["caretEnd", ["End"], "End of the paragraph"],
      ["caretExtendRight", ["Shift+ArrowRight"], "Select the next word"],
      ["caretExtendLeft", ["Shift+ArrowLeft"], "Select the previous word"],
      ["caretExtendDown", ["Shift+ArrowDown"], "Select down by a paragraph"],
      ["caretExtendUp", ["Shift+ArrowUp"], "Select up by a paragraph"],
      ["caretExtendHome", ["Shift+Home"], "Select to the beginning of the paragraph"],
      ["caretExtendEnd", ["Shift+End"], "Select to the end of the paragraph"],
      ["caretUnit", ["x"], "Step by characters, or by words again"],
      ["caretEnter", ["Enter"], "Offer what the selected words can become"],
      ["speakerWords", ["s"], "The selected words are the speaker, while a quote waits for one"],
      ["caretLeave", ["Escape", "v"], "Leave"],
    ],
  },
  speaker: {
    title: "Choosing a speaker",
    hint: "Speaker: j, k or a click picks a tag; or select the words",
    passes: ["caret", "undo", "redo", "help"],
    buttons: [["speakerSet", "Set speaker"], ["speakerUnknown", "Unknown"], ["speakerLeave", "Cancel"]],
    keys: [
      ["speakerNext", ["j", "ArrowDown"], "Next person or group"],
      ["speakerPrevious", ["k", "ArrowUp"], "Previous person or group"],
      ["speakerNextAny", ["Shift+j"], "Next tag of any kind"],
      ["speakerPreviousAny", ["Shift+k"], "Previous tag of any kind"],
      ["speakerSet", ["Enter"], "Set the speaker"],
      ["speakerUnknown", ["0"], "The speaker is unknown"],
      ["speakerWords", ["s"], "The selected words are the speaker"],
      ["speakerPerson", ["1"], "… and a person"],
      ["speakerPlace", ["2"], "… and a place"],
      ["speakerGroup", ["3"], "… and a group"],
      ["speakerEvent", ["4"], "… and an event"],
      ["speakerLeave", ["Escape"], "Leave it as it was"],
    ],
  },
};

const index = (rows) => new Map(rows.flatMap(([command, keys]) => keys.map((pressed) => [pressed, command])));
const general = index(SECTIONS.flatMap(([, rows]) => rows));
const special = new Map(Object.entries(MODES).map(([name, mode]) => [name, index(mode.keys)]));

/** The command of a key in a mode, or null. */
export function commandFor(pressed, mode) {
  const usual = general.get(pressed) ?? null;
  if (!mode) return usual;
  return special.get(mode).get(pressed) ?? (MODES[mode].passes.includes(usual) ? usual : null);
}

/** The first key of a command, for a hint. */
export function keyOf(command) {
  const rows = [...SECTIONS.flatMap(([, all]) => all), ...Object.values(MODES).flatMap((mode) => mode.keys)];
  return rows.find(([name]) => name === command)?.[1][0] ?? "";
}
