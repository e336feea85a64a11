"use strict";
// The slider of a series: one year of the small pictures at a time; without a script all of them stand there.
for (const card of document.querySelectorAll(".years")) {
  const slide = card.querySelector(".slide"), input = card.querySelector("input"), told = card.querySelector("output");
  const panels = [...card.querySelectorAll("g.year")], svg = card.querySelector("svg"), every = told.textContent;
  const whole = svg.getAttribute("viewBox");
  slide.hidden = false;
  input.addEventListener("input", () => {
    const chosen = Number(input.value) - 1;
    told.textContent = chosen < 0 ? every : panels[chosen].dataset.year;
    panels.forEach((panel, place) => { panel.setAttribute("display", chosen >= 0 && place !== chosen ? "none" : "inline"); });
    if (chosen < 0) {
      svg.setAttribute("viewBox", whole);
    } else {
      const box = panels[chosen].querySelector("rect").getBBox();
      svg.setAttribute("viewBox", `${box.x - 4} ${box.y - 4} ${box.width + 8} ${box.height + 8}`);
    }
  });
}
