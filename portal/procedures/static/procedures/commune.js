// Helps to choose a commune: a combobox (WAI-ARIA pattern) over the input that carries
// data-communes, the address that answers {"results": [{insee, name, department, postal_codes,
// formerly}]}.
// The INSEE code goes to the hidden input beside it; without this script the server looks words up.

const WAIT = 200; // milliseconds without a key before asking
const name = ({ name, department }) => `${name} (${department})`;

class CommuneBox {
  constructor(input) {
    this.input = input;
    this.code = input.form.elements.namedItem(`${input.name}__insee`);
    if (!this.code || this.code.type !== "hidden") return; // the server offers radio buttons
    this.build();
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    // Quick fingers type before this script has come: they are answered all the same.
    if (document.activeElement === input && input.value && !this.code.value) this.typed();
  }

  build() {
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-list`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Communes");
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "hidden-text";
    this.status.setAttribute("role", "status");
    this.input.after(this.list, this.status);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [key, value] of Object.entries(attributes)) this.input.setAttribute(key, value);
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  typed() {
    this.code.value = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const words = this.input.value.trim();
    if (words.length < 2) return this.close();
    try {
      const response = await fetch(`${this.input.dataset.communes}?q=${encodeURIComponent(words)}`);
      if (response.ok && words === this.input.value.trim()) this.show((await response.json()).results);
    } catch {
      this.close(); // the server will look the words up when the step is sent
    }
  }

  show(communes) {
    this.list.replaceChildren(...communes.map((commune, index) => this.option(commune, index)));
    this.list.hidden = communes.length === 0;
    this.input.setAttribute("aria-expanded", String(communes.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = communes.length ? `${communes.length} communes proposées` : "Aucune commune trouvée";
  }

  option(commune, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.insee = commune.insee;
    option.dataset.name = name(commune);
    option.textContent = [name(commune), commune.formerly].filter(Boolean).join(", ");
    return option;
  }

  key(event) {
    if (this.list.hidden) return;
    const options = [...this.list.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") this.move(options, (at + 1) % options.length);
    else if (event.key === "ArrowUp") this.move(options, (at <= 0 ? options.length : at) - 1);
    else if (event.key === "Enter" && at >= 0) this.choose(options[at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  move(options, to) {
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === to)));
    this.input.setAttribute("aria-activedescendant", options[to].id);
    options[to].scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    this.input.value = option.dataset.name;
    this.code.value = option.dataset.insee;
    this.close();
    this.code.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const input of document.querySelectorAll("input[data-communes]")) new CommuneBox(input);
