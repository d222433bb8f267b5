// The map of a queue: each [data-point] of the table becomes a dot with its number. The table says
// the same, so that the dots are for the hand only: five hundred stops of the Tab key help nobody.

const FARTHEST = 16; // the zoom that a single point is shown at

function words(cell) {
  const link = cell.closest("tr").querySelector("a");
  const made = document.createElement("a");
  made.href = link.href;
  made.textContent = `${cell.textContent}. ${link.textContent.trim()}`;
  return made;
}

async function draw(frame, cells) {
  const { PlaceMap } = await import(frame.dataset.map);
  const { L, map } = await PlaceMap.open(frame, frame.dataset, null);
  const points = cells.map((cell) => cell.dataset.point.split(",").map(Number));
  map.fitBounds(points, { maxZoom: FARTHEST, padding: [30, 30], animate: false });
  cells.forEach((cell, index) => {
    const dot = Object.assign(document.createElement("span"), { className: "dot", textContent: cell.textContent });
    const icon = L.divIcon({ className: "", html: dot, iconSize: [28, 28] });
    L.marker(points[index], { icon, keyboard: false }).bindPopup(words(cell)).addTo(map);
  });
}

for (const frame of document.querySelectorAll("[data-points]")) {
  draw(frame, [...document.querySelectorAll("[data-point]")])
    .catch(() => frame.replaceChildren("La carte n’a pas pu être chargée : le tableau dit la même chose."));
}
