// The map itself, fetched when it is opened: Leaflet, one marker, the keyboard as well as the hand.

const STEP = 10; // pixels that an arrow moves the marker by; one with the Shift key
const NEAR = 17; // the zoom at which houses are told apart
const FRANCE = [[41.3, -5.2], [51.1, 9.6]];
const PIN = '<svg viewBox="0 0 24 30" aria-hidden="true"><path d="M12 29S2 18.5 2 11.5a10 10 0 0 1 20 0C22 18.5 12 29 12 29z"/><circle cx="12" cy="11.5" r="4"/></svg>';
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const TOWARDS = { ArrowUp: "le nord", ArrowDown: "le sud", ArrowLeft: "l’ouest", ArrowRight: "l’est" };

let loading;

/** Leaflet, loaded once whatever the number of maps. */
function leaflet({ leaflet: script, leafletStyle: style }) {
  loading ??= Promise.all([
    attached(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style })),
    attached(Object.assign(document.createElement("script"), { src: script })),
  ]).then(() => window.L);
  loading.catch(() => { loading = undefined; }); // the network may be back for the next try
  return loading;
}

function attached(node) {
  return new Promise((resolve, reject) => {
    node.addEventListener("load", resolve);
    node.addEventListener("error", reject);
    document.head.append(node);
  });
}

export class PlaceMap {
  /** Draws the map in the frame, around a point if there is one; `moved(point, how)` when given. */
  static async open(frame, settings, at, moved) {
    return new PlaceMap(await leaflet(settings), frame, settings, at, moved);
  }

  constructor(L, frame, { tiles, attribution, bounds }, at, moved) {
    this.L = L;
    this.moved = moved;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(frame, { zoomControl: false, fadeAnimation: !still, zoomAnimation: !still, inertia: !still });
    this.map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    if (tiles) L.tileLayer(tiles, { attribution: attribution ?? "", maxZoom: 19 }).addTo(this.map);
    frame.setAttribute("role", "application");
    frame.setAttribute("aria-label", "Carte");
    const edges = bounds ? bounds.split(",").map(Number) : null;
    if (at) this.look(at);
    else this.map.fitBounds(edges ? [edges.slice(0, 2), edges.slice(2)] : FRANCE, { animate: false });
    if (!moved) return;
    this.map.on("click", ({ latlng }) => this.set(latlng, "Repère placé."));
    frame.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== frame) return;
      event.preventDefault();
      this.set(this.map.getCenter(), "Repère placé au centre de la carte.");
    });
  }

  look({ lat, lon }) {
    this.map.setView([lat, lon], Math.max(this.map._loaded ? this.map.getZoom() : 0, NEAR), { animate: false });
  }

  centre() {
    const { lat, lng } = this.map.getCenter();
    return { lat, lon: lng };
  }

  set(latlng, how) {
    const { lat, lng } = latlng.wrap();
    this.moved({ lat, lon: lng }, how);
  }

  /** The marker at the point; none for null. */
  show(point) {
    if (!point) {
      this.marker?.remove();
      this.marker = null;
    } else if (this.marker) {
      this.marker.setLatLng([point.lat, point.lon]);
    } else {
      this.marker = this.mark(point);
    }
  }

  mark({ lat, lon }) {
    const icon = this.L.divIcon({ className: "pin", html: PIN, iconSize: [32, 40], iconAnchor: [16, 40] });
    const movable = Boolean(this.moved);
    const title = movable ? "Repère : les flèches le déplacent" : "Repère";
    const marker = this.L.marker([lat, lon], { icon, title, alt: title, draggable: movable, keyboard: movable, autoPanOnFocus: false }).addTo(this.map);
    if (movable) {
      marker.on("dragend", () => this.set(marker.getLatLng(), "Repère déplacé."));
      marker.getElement().setAttribute("aria-label", title);
      marker.getElement().addEventListener("keydown", (event) => this.nudge(event));
    }
    return marker;
  }

  nudge(event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 1 : STEP;
    const from = this.marker.getLatLng();
    const to = this.map.layerPointToLatLng(this.map.latLngToLayerPoint(from).add(arrow.map((way) => way * step)));
    const metres = Math.max(1, Math.round(from.distanceTo(to)));
    this.set(to, `Repère déplacé de ${metres} mètre${metres > 1 ? "s" : ""} vers ${TOWARDS[event.key]}.`);
    this.map.panInside(to, { padding: [60, 60], animate: false });
  }
}
