// The little that HTML cannot do by itself. Every page works without it.

// «Печать» is of use only where a script can open the print dialog.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// An answer that is no answer must not pass unseen: its own words are shown, where it has any.
const trouble = document.querySelector("[data-trouble]");
let told = "";
let asker = null;

const words = (root, ...places) => places.map((place) => root?.querySelector(place)?.textContent.trim());
const ownWords = (kind) => words(document.querySelector(`[data-trouble-words=${kind}]`).content, "b", "p");

const tell = ({ requestConfig: { elt, triggeringEvent } }, [title, text]) => {
  // What asks by itself every second says it once.
  if (told === title && !triggeringEvent) return;
  [told, asker] = [title, elt];
  const note = document.querySelector("[data-trouble-note]").content.cloneNode(true);
  note.querySelector("[data-trouble-title]").textContent = title;
  note.querySelector("[data-trouble-text]").textContent = text;
  trouble.replaceChildren(note);
  trouble.hidden = false;
};

// A form that keeps a draft says so itself (draft.js).
const keepsDraft = ({ elt }) => elt.closest("form[data-draft]");

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (keepsDraft(detail)) return;
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  const [title, text] = words(page, "main h1", "main h1 ~ p");
  tell(detail, title ? [title, text ?? ""] : ownWords("silent"));
  // Whose session has ended gets no other answer: what asks by itself need not go on.
  if (detail.xhr.status === 401 && !detail.requestConfig.triggeringEvent) detail.elt.remove();
});

for (const kind of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(kind, ({ detail }) => {
    if (!keepsDraft(detail)) tell(detail, ownWords("lost"));
  });
}

document.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig: { elt, triggeringEvent } } }) => {
  // The person goes on, or what asked by itself has its answer.
  if (!successful || (elt !== asker && !triggeringEvent)) return;
  [told, asker] = ["", null];
  trouble.hidden = true;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-trouble-close]")) trouble.hidden = true;
});
