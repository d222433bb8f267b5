// A place: the words of the input that carries data-place suffice. This adds the person's position,
// asked for on a click only, and a map, which weighs nothing before it is opened.
// The point goes to the hidden input beside it, as « 50.291002, 2.777535 » or « …;20 » (metres off).

const LAST = "gps-citoyen-last-place"; // where the next map opens, while this tab lives
const REFUSED = "Votre position n’est pas autorisée. Décrivez l’endroit avec des mots.";
const UNKNOWN = "Votre position n’est pas disponible. Décrivez l’endroit avec des mots.";
const UNREADABLE = "Écrivez la latitude puis la longitude, par exemple 50.291002, 2.777535.";

const written = ({ lat, lon }) => `${lat.toFixed(6)}, ${lon.toFixed(6)}`;

/** The point that these words are, or null: the comma may be the decimal one or the separator. */
export function read(text) {
  const found = /^\s*([+-]?\d{1,3}[.,]\d{2,20})\s*(?:;|,\s|\s|,(?=[+-]?\d+\.)),?\s*([+-]?\d{1,3}[.,]\d{2,20})(?:;(\d{1,6}))?\s*$/.exec(text);
  if (!found) return null;
  const [lat, lon] = [found[1], found[2]].map((part) => Number(part.replace(",", ".")));
  return Math.abs(lat) > 90 || Math.abs(lon) > 180 ? null : { lat, lon, accuracy: Number(found[3] || 0) };
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

class PlaceBox {
  constructor(input) {
    this.input = input;
    this.kept = input.form.elements.namedItem(`${input.name}__point`);
    this.said = element("p", { className: "place-said" });
    this.said.setAttribute("role", "status");
    this.remove = this.button("Retirer la position", "link", () => this.place(null));
    this.tools = element("div", { className: "place-tools" });
    if (navigator.geolocation && window.isSecureContext) {
      this.tools.append(this.button("Utiliser ma position", "plain", () => this.locate()));
    }
    if (input.dataset.tiles) {
      this.opener = this.button("Montrer sur une carte", "plain", () => this.toggle());
      this.opener.setAttribute("aria-expanded", "false");
      this.tools.append(this.opener);
    }
    input.after(this.tools, this.said, this.remove);
    this.tell();
  }

  button(label, kind, action) {
    const made = element("button", { type: "button", className: `button ${kind}`, textContent: label });
    made.addEventListener("click", action);
    return made;
  }

  get point() {
    return read(this.kept.value);
  }

  /** Keeps a point, or none, and says it; `moved` tells how it came there. */
  place(point, moved = "") {
    this.kept.value = point ? written(point) + (point.accuracy ? `;${point.accuracy}` : "") : "";
    if (point) sessionStorage.setItem(LAST, written(point));
    if (this.typed) this.typed.value = point ? written(point) : "";
    this.map?.show(point);
    this.tell(moved || (point ? "" : "Position retirée."));
    this.kept.dispatchEvent(new Event("change", { bubbles: true }));
  }

  tell(moved = "") {
    const point = this.point;
    const off = point?.accuracy ? ` (à ${point.accuracy} mètres près)` : "";
    this.said.textContent = `${moved} ${point ? `Position : ${written(point)}${off}.` : ""}`.trim();
    this.remove.hidden = !point;
  }

  locate() {
    this.said.textContent = "Recherche de votre position…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const accuracy = Math.min(Math.max(Math.round(coords.accuracy), 1), 99999);
        this.place({ lat: coords.latitude, lon: coords.longitude, accuracy });
        this.map?.look(this.point);
      },
      (error) => { this.said.textContent = error.code === error.PERMISSION_DENIED ? REFUSED : UNKNOWN; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }

  async toggle() {
    if (this.panel) {
      this.panel.hidden = !this.panel.hidden;
    } else {
      await this.open();
    }
    this.opener.setAttribute("aria-expanded", String(!this.panel.hidden));
    this.opener.textContent = this.panel.hidden ? "Montrer sur une carte" : "Cacher la carte";
  }

  async open() {
    const frame = element("div", { className: "map" });
    const id = `${this.input.id}-coordinates`;
    this.typed = element("input", { type: "text", id, autocomplete: "off", value: this.point ? written(this.point) : "" });
    this.typed.addEventListener("change", () => this.type());
    this.typed.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // the step isn't finished: only the coordinates are
      this.type();
    });
    const centre = this.button("Placer le repère au centre", "plain", () => this.place(this.map.centre(), "Repère placé au centre de la carte."));
    this.panel = element(
      "div",
      { className: "place-panel" },
      element("p", { className: "help", textContent: "Touchez la carte, ou déplacez le repère. Au clavier : les flèches déplacent la carte, Entrée pose le repère au centre ; une fois sur le repère, les flèches le déplacent." }),
      frame,
      element("div", { className: "place-tools" }, centre),
      element("label", { htmlFor: id, textContent: "Coordonnées (latitude, longitude)" }),
      this.typed,
    );
    this.remove.after(this.panel);
    try {
      const { PlaceMap } = await import(this.input.dataset.map);
      const at = this.point ?? read(sessionStorage.getItem(LAST) ?? "");
      this.map = await PlaceMap.open(frame, this.input.dataset, at, (point, moved) => this.place(point, moved));
      this.map.show(this.point);
    } catch {
      frame.replaceChildren("La carte n’a pas pu être chargée. Décrivez l’endroit avec des mots.");
      centre.hidden = true;
    }
  }

  type() {
    const point = read(this.typed.value);
    if (this.typed.value.trim() && !point) {
      this.said.textContent = UNREADABLE;
      return;
    }
    if (point && this.point && written(point) === written(this.point)) return;
    this.place(point);
    if (point) this.map?.look(point);
  }
}

for (const input of document.querySelectorAll("input[data-place]")) new PlaceBox(input);

// [data-place-shown="lat, lon"]: the map of a place that is known, to look at.
for (const frame of document.querySelectorAll("[data-place-shown]")) {
  const point = read(frame.dataset.placeShown);
  import(frame.dataset.map)
    .then(({ PlaceMap }) => PlaceMap.open(frame, frame.dataset, point))
    .then((map) => map.show(point))
    .catch(() => frame.replaceChildren("La carte n’a pas pu être chargée."));
}
