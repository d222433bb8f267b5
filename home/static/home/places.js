// The map of places: each [data-place-at] becomes a dot with the number that it has in the list.
// The list says the same, so that the dots are for the hand only.

const FARTHEST = 16; // the zoom that a single place is shown at

function shown(place) {
  const link = place.querySelector?.("a");
  const name = Object.assign(document.createElement(link ? "a" : "strong"), { textContent: link?.textContent ?? place.dataset.name });
  if (link) name.href = link.href;
  return name;
}

async function draw(frame, places) {
  const { PlaceMap } = await import(frame.dataset.map);
  const { L, map } = await PlaceMap.open(frame, frame.dataset, null);
  const points = places.map((place) => place.dataset.placeAt.split(",").map(Number));
  map.fitBounds(points, { maxZoom: FARTHEST, padding: [30, 30], animate: false });
  places.forEach((place, index) => {
    const number = place === frame ? "" : [...place.parentElement.children].indexOf(place) + 1;
    const dot = Object.assign(document.createElement("span"), { className: "dot", textContent: number });
    const icon = L.divIcon({ className: "", html: dot, iconSize: [28, 28] });
    L.marker(points[index], { icon, keyboard: false }).bindPopup(shown(place)).addTo(map);
  });
}

for (const frame of document.querySelectorAll("[data-places]")) {
  const places = [...document.querySelectorAll("[data-place-at]")].filter((place) => place.dataset.placeAt);
  draw(frame, places).catch(() => frame.replaceChildren("La carte n’a pas pu être chargée : les adresses sont écrites à côté."));
}
