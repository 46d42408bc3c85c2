// Keeps what is typed in this browser, and writes it as answers.csv. It knows no answers.
(() => {
  "use strict";
  const form = document.querySelector("form");
  const fields = [...form.querySelectorAll("[data-quantity]")];
  const student = document.querySelector("#student");
  const said = document.querySelector("#said");
  const [download, print, clear] = form.querySelectorAll(".tools button");
  const kept = form.dataset.keep;

  const ticked = (field) => field.type === "radio" || field.type === "checkbox";
  const name = () => (student.value ?? student.textContent).trim();

  // Quantity → what is typed, or the letter that is chosen; in the order of the sheet.
  function answers() {
    const found = new Map();
    for (const field of fields) {
      const quantity = field.dataset.quantity;
      if (!ticked(field)) found.set(quantity, field.value.trim());
      else if (field.checked) {
        const before = found.get(quantity);
        found.set(quantity, before ? `${before}, ${field.value}` : field.value);
      } else if (!found.has(quantity)) found.set(quantity, "");
    }
    return found;
  }

  function tell(words) {
    const all = [...answers().values()];
    const filled = all.filter((value) => value !== "").length;
    said.textContent = `${words ?? ""}${filled} of ${all.length} filled in`;
  }

  function keep() {
    let words = "";
    try {
      const table = { student: name(), answers: Object.fromEntries(answers()) };
      localStorage.setItem(kept, JSON.stringify(table));
    } catch {
      words = "This browser keeps nothing: download before you close the page. ";
    }
    tell(words);
  }

  function restore() {
    let table = null;
    try {
      table = JSON.parse(localStorage.getItem(kept) ?? "null");
    } catch {
      return;
    }
    if (!table || typeof table.answers !== "object") return;
    if ("value" in student) student.value = table.student ?? "";
    for (const field of fields) {
      const value = table.answers[field.dataset.quantity];
      if (typeof value !== "string") continue;
      if (ticked(field)) field.checked = value.split(", ").includes(field.value);
      else field.value = value;
    }
  }

  const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function csv() {
    const rows = [...answers()].map(([quantity, value]) => [name(), quantity, value]);
    const lines = [["student", "quantity", "value"], ...rows];
    return lines.map((row) => row.map(cell).join(",") + "\n").join("");
  }

  // What is scrolled sideways must be reached by the keyboard, and only then.
  function reach() {
    for (const part of document.querySelectorAll(".scroll, .maths, figure")) {
      const more = part.scrollWidth > part.clientWidth;
      part.classList.toggle("more", more);
      if (more && !part.querySelector("input, textarea")) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  }

  restore();
  reach();
  addEventListener("resize", reach);
  tell();
  document.addEventListener("input", keep);
  form.addEventListener("submit", (event) => event.preventDefault());
  download.addEventListener("click", () => {
    const link = document.createElement("a");
    const text = csv();
    const mark = /[^\0-\x7f]/.test(text) ? "\ufeff" : ""; // or Excel takes it for Windows' own
    link.href = URL.createObjectURL(new Blob([mark + text], { type: "text/csv" }));
    link.download = "answers.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    tell("answers.csv is in your downloads. ");
  });
  print.addEventListener("click", () => window.print());
  clear.addEventListener("click", () => {
    if (!window.confirm("Remove everything that was typed on this sheet?")) return;
    form.reset();
    keep();
  });
})();
