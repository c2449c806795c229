/*
 * The files in what was dropped on a page, with those in folders, each with its path: [{file, name}].
 * In a folder, hidden files and what is not called like an article are passed over, as the server does with its own folders.
 */
export async function droppedFiles(transfer, accepted) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  // Where the browser tells no folders from files, or a script made the files, they are taken as they are.
  if (entries.every((entry) => entry === null)) return [...transfer.files].map((file) => ({ file, name: file.name }));
  const found = [];
  for (const entry of entries) {
    if (entry) await walk(entry, "", accepted, found);
  }
  return found;
}

async function walk(entry, path, accepted, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    if (file && (path === "" || accepted.test(entry.name))) found.push({ file, name: path + entry.name });
    return;
  }
  const reader = entry.createReader();
  const inner = [];
  // It hands them out some hundred at a time, and says by an empty list that there are no more.
  for (;;) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) break;
    inner.push(...some);
  }
  inner.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const child of inner) {
    if (!child.name.startsWith(".")) await walk(child, `${path}${entry.name}/`, accepted, found);
  }
}
