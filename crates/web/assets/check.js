// The live check of a rule text: what its buttons answer, without pressing them. Without this the buttons do it.
const form = document.querySelector("form[data-live]");
const region = document.getElementById(form?.dataset.live);
const PAUSE = 500;
let waits;
let asking;

/** Sends the form as a button of it would, and shows what the answer says. */
async function ask(deed) {
  asking?.abort();
  asking = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.set("do", deed);
  region.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    region.replaceChildren(...(page.getElementById(region.id)?.childNodes ?? []));
    if (deed === "apply") form.elements.text.value = page.getElementById("text").value;
  } catch (error) {
    // A newer question took its place, or the net is down: the button still works.
    if (error.name === "AbortError") return;
  }
  region.removeAttribute("aria-busy");
}

if (region) {
  form.addEventListener("input", ({ target }) => {
    clearTimeout(waits);
    // A field beside the text is written into it; everything else is only looked at.
    const deed = target.closest("[data-sets]") ? "apply" : "check";
    waits = setTimeout(ask, PAUSE, deed);
  });
}
