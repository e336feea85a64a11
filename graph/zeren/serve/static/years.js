// A series one year at a time: a slider over pictures that all have one layout. Without script the small pictures stand alone.
(() => {
  "use strict";
  const room = document.getElementById("years");
  if (!room) return;
  const figures = [...room.querySelectorAll("figure")];
  const slider = room.querySelector("input");
  const told = room.querySelector("output");
  const show = () => {
    const at = Number(slider.value);
    figures.forEach((figure, number) => { figure.hidden = number !== at; });
    told.textContent = figures[at].dataset.told;
    slider.setAttribute("aria-valuetext", figures[at].dataset.told);
  };
  slider.addEventListener("input", show);
  room.hidden = false;
  show();
})();
