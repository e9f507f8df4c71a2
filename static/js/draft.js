// Keeps what was typed into a form until the portal has it: where a visit takes place there may be no connection.
// Photographs are too large to be kept; they stay while the page is open, which is why sending does not leave it.

const PREFIX = "draft:";
const STORED = "input:not([type=file]):not([name=csrfmiddlewaretoken]), textarea, select";

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
};

const write = (name, values) => {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(values));
  } catch {
    // No room or no permission: the page still sends.
  }
};

const values = (form) =>
  [...form.querySelectorAll(STORED)].map((field) => [
    field.name,
    field.type === "checkbox" || field.type === "radio" ? field.checked && field.value : field.value,
    field.value,
  ]);

const fill = (form, kept) => {
  for (const [name, now, value] of kept) {
    for (const field of form.querySelectorAll(STORED)) {
      if (field.name !== name) continue;
      if (field.type !== "checkbox" && field.type !== "radio") field.value = now;
      else if (field.value === value) field.checked = now !== false;
    }
  }
};

const show = (form, which) => {
  for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = note.dataset.draftNote !== which;
};

// A visit that has arrived needs its draft no more, whichever page tells of it.
for (const done of document.querySelectorAll("[data-draft-done]")) {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    if ((localStorage.getItem(name) || "").includes(`"${done.dataset.draftDone}"`)) localStorage.removeItem(name);
  }
}

const draftOf = (target) => target.closest?.("form[data-draft]");

for (const form of document.querySelectorAll("form[data-draft]")) {
  const kept = read(form.dataset.draft);
  if (kept) {
    fill(form, kept);
    show(form, "restored");
  }
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = draftOf(event.target);
    if (form) write(form.dataset.draft, values(form));
  });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-draft-forget]")) return;
  localStorage.removeItem(PREFIX + draftOf(event.target).dataset.draft);
  location.reload();
});

for (const [kind, which] of [["htmx:sendError", "lost"], ["htmx:timeout", "lost"], ["htmx:responseError", "refused"]]) {
  document.addEventListener(kind, (event) => {
    const form = draftOf(event.detail.elt);
    if (form) show(form, which);
  });
}
