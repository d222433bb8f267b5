// textarea[data-mentions="field"]: typing @ proposes the names of that select of the same form.
// The text stays a plain text box (a textarea may have no other role), which says by aria-controls
// and aria-activedescendant what is proposed below it. Without this script names are typed whole.

const MOST = 8; // names proposed at once
const BEFORE = /(?:^|[\s(])@([^@\n]{0,60})$/; // what is typed of a name, up to the caret
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

class MentionBox {
  constructor(area) {
    this.area = area;
    const select = area.form.elements.namedItem(area.dataset.mentions);
    this.labels = [...select.options].filter(({ value }) => value).map(({ label }) => label);
    this.build();
    area.addEventListener("input", () => this.typed());
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  build() {
    this.list = document.createElement("ul");
    this.list.id = `${this.area.id}-names`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Collègues");
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "hidden-text";
    this.status.setAttribute("role", "status");
    this.area.after(this.list, this.status);
    this.area.setAttribute("aria-autocomplete", "list");
    this.area.setAttribute("aria-controls", this.list.id);
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  begun() {
    return BEFORE.exec(this.area.value.slice(0, this.area.selectionStart))?.[1];
  }

  typed() {
    const begun = this.begun();
    if (begun === undefined) return this.close();
    const words = fold(begun).split(/\s+/).filter(Boolean);
    const starts = (label) => fold(label).split(/[\s,-]+/);
    const fits = (label) => words.every((word) => starts(label).some((each) => each.startsWith(word)));
    this.show(this.labels.filter(fits).slice(0, MOST));
  }

  show(labels) {
    if (!labels.length) return this.close();
    this.list.replaceChildren(...labels.map((label, index) => this.option(label, index)));
    this.list.hidden = false;
    this.area.setAttribute("aria-activedescendant", this.list.firstChild.id);
    this.status.textContent = `${labels[0]}, 1 sur ${labels.length}\u00a0: Entrée pour choisir`;
  }

  option(label, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(index === 0));
    option.dataset.name = label.split(",")[0];
    option.textContent = label;
    return option;
  }

  key(event) {
    if (this.list.hidden) return;
    const options = [...this.list.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") this.move(options, (at + 1) % options.length);
    else if (event.key === "ArrowUp") this.move(options, (at || options.length) - 1);
    else if (event.key === "Enter") this.choose(options[at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  move(options, to) {
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === to)));
    this.area.setAttribute("aria-activedescendant", options[to].id);
    this.status.textContent = options[to].textContent;
    options[to].scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    const caret = this.area.selectionStart;
    this.area.setRangeText(`${option.dataset.name} `, caret - this.begun().length, caret, "end");
    this.close();
    this.area.focus();
  }

  close() {
    this.list.hidden = true;
    this.status.textContent = "";
    this.area.removeAttribute("aria-activedescendant");
  }
}

for (const area of document.querySelectorAll("textarea[data-mentions]")) new MentionBox(area);
