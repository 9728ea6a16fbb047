// What benchmarks/page.py does with the page, timed from the deed to the frame that shows it, in milliseconds.

const shown = (since) =>
  new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - since))));

// The page tells at the panel's heading that it shows what the address asks for.
async function go(hash) {
  const begin = performance.now();
  const panel = document.getElementById("details");
  const changed = new Promise((done) =>
    new MutationObserver((_, it) => (it.disconnect(), done())).observe(panel, { childList: true }),
  );
  location.hash = hash;
  await changed;
  return shown(begin);
}

window.steps = {
  search() {
    const field = document.getElementById("query");
    const begin = performance.now();
    field.value = "customs";
    field.dispatchEvent(new Event("input"));
    return shown(begin);
  },
  /** The same where a server answers: until something is offered. */
  async find(name) {
    const list = document.getElementById("suggestions");
    const field = document.getElementById("query");
    const begin = performance.now();
    const offered = new Promise((done) =>
      new MutationObserver((_, it) => (it.disconnect(), done())).observe(list, { childList: true }),
    );
    field.value = name.replaceAll("-", " ");
    field.dispatchEvent(new Event("input"));
    await offered;
    return shown(begin);
  },
  focus: (hub) => go(`#thing=${hub}&focus=${hub}`),
  path: (hub, other) => go(`#from=${hub}&to=${other}`),

  /** Drag the picture about for two seconds; gives frames a second. */
  async pan() {
    const canvas = document.querySelector("#canvas canvas");
    const { x, y, width } = canvas.getBoundingClientRect();
    const at = (type, dx, dy) =>
      canvas.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          pointerId: 1,
          pointerType: "mouse",
          isPrimary: true,
          buttons: 1,
          clientX: x + width / 2 + dx,
          clientY: y + 60 + dy,
        }),
      );
    at("pointerdown", 0, 0);
    const begin = performance.now();
    let frames = 0;
    let now = begin;
    for (; now < begin + 2000; frames++) {
      await new Promise(requestAnimationFrame);
      now = performance.now();
      at("pointermove", 100 * Math.sin(now / 200), 50 * Math.cos(now / 200));
    }
    at("pointerup", 0, 0);
    return (1000 * frames) / (now - begin);
  },
};
