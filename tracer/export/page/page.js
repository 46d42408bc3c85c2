// Steps through the page: arrow keys and buttons move the current step; the diagram fills up.
(() => {
  "use strict";
  const page = document.body;
  const steps = [...document.querySelectorAll("article[data-step]")];
  const numbers = [...document.querySelectorAll("svg [data-step]")];
  const places = document.querySelector("nav output");
  const [first, back, on, last] = document.querySelectorAll("nav button");
  const alone = document.querySelector("nav input");
  let current = -1;

  // What is scrolled sideways must be reached by the keyboard, and only then.
  function reach() {
    for (const part of document.querySelectorAll(".scroll, .maths, figure")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  }

  reach();
  addEventListener("resize", reach);
  if (!steps.length) return;
  page.classList.add("scripted");

  function go(to, quietly) {
    const place = Math.max(0, Math.min(steps.length - 1, to));
    if (current >= 0) {
      steps[current].classList.remove("current");
      steps[current].removeAttribute("aria-current");
    }
    current = place;
    const step = steps[current];
    const number = Number(step.dataset.step);
    page.classList.add("walking");
    step.classList.add("current");
    step.setAttribute("aria-current", "step");
    for (const shown of numbers) {
      shown.classList.toggle("later", Number(shown.dataset.step) > number);
      shown.classList.toggle("now", Number(shown.dataset.step) === number);
    }
    places.textContent = `step ${number} of ${places.dataset.all}`;
    first.disabled = back.disabled = current === 0;
    on.disabled = last.disabled = current === steps.length - 1;
    if (!quietly) {
      history.replaceState(null, "", `#${step.id}`);
      step.scrollIntoView({ block: "center" });
      step.focus({ preventScroll: true });
    }
  }

  first.addEventListener("click", () => go(0));
  back.addEventListener("click", () => go(current - 1));
  on.addEventListener("click", () => go(current + 1));
  last.addEventListener("click", () => go(steps.length - 1));
  alone.addEventListener("change", () => {
    page.classList.toggle("single", alone.checked);
    go(Math.max(0, current));
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const scrolled = event.target.matches?.(".scroll, .maths, figure");
    if (!by || scrolled) return;
    event.preventDefault();
    go(current + by);
  });
  const named = () => steps.findIndex((step) => `#${step.id}` === location.hash);
  addEventListener("hashchange", () => named() >= 0 && go(named()));
  if (named() >= 0) go(named());
})();
