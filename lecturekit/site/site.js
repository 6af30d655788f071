/* What the pages can do in a browser: widgets without Python, copy buttons, boxes that the keyboard can scroll. */
"use strict";

(() => {
  const top = document.currentScript.src.replace(/site\.js$/, "");
  const waiting = {};

  /* A widget's file has come: lecturekit(name, what). */
  window.lecturekit = (name, what) => waiting[name]?.(what);

  function load(box) {
    const source = box.dataset.frames;
    const name = source.replace(/^.*\/|\.js$/g, "");
    const sheet = new Image();
    const file = document.createElement("script");
    const described = new Promise((resolve) => { waiting[name] = resolve; });
    const drawable = new Promise((resolve, reject) => { sheet.onload = resolve; sheet.onerror = reject; });
    file.src = source;
    sheet.src = source.replace(/js$/, "webp");
    document.head.append(file);
    Promise.all([described, drawable]).then(([what]) => bring(box, name, what, sheet));
  }

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  }

  const unpacked = (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Uint16Array(bytes.buffer);
  };

  /* Put controls, picture and words in the place of the note that stands there. */
  function bring(box, name, what, sheet) {
    const canvas = element("canvas", { role: "img", width: what.width, height: what.height });
    const words = element("p", { class: "words", "aria-live": "polite" });
    const controls = element("div", { class: "controls", role: "group", "aria-label": `Controls: ${what.title}` });
    const pen = canvas.getContext("2d");
    const across = Math.ceil(what.width / what.tile);
    const base = unpacked(what.base);
    const states = new Map(what.states.map((state, place) => [state.join(), place]));
    const position = what.controls.map((control) => control.start);
    canvas.style.width = `${Math.round(what.width / what.scale)}px`;

    const put = (place, tile) => pen.drawImage(
      sheet, (tile % what.columns) * what.tile, Math.floor(tile / what.columns) * what.tile, what.tile, what.tile,
      (place % across) * what.tile, Math.floor(place / across) * what.tile, what.tile, what.tile);

    function show() {
      const place = states.get(position.join());
      if (what.changes[place] !== null) {
        base.forEach((tile, where) => put(where, tile));
        const changes = unpacked(what.changes[place]);
        for (let k = 0; k < changes.length; k += 2) put(changes[k], changes[k + 1]);
      }
      canvas.hidden = what.changes[place] === null;
      canvas.setAttribute("aria-label", `${what.title}. ${what.words[place]}`);
      words.textContent = what.words[place];
      parts.forEach((part, k) => part.set(position[k]));
      box.dataset.state = position.join();
    }

    /* Not all combinations are stored. Control k goes towards `to` as far as the others can stay where they are; if it
       cannot move at all then, it goes to `to`, and the others to their nearest places. */
    function move(k, to) {
      const apart = (state, from) => state.reduce((sum, at, each) => sum + (each !== k) * Math.abs(at - from[each]), 0);
      const changed = (state) => state.filter((at, each) => each !== k && at !== position[each]).length;
      const least = (several, cost) => several.reduce((best, state) => (cost(state) < cost(best) ? state : best));
      const way = Math.sign(to - position[k]);
      const along = what.states.filter((state) => changed(state) === 0 && way * (state[k] - position[k]) > 0);
      const nearest = along.length ? least(along, (state) => Math.abs(state[k] - to))
        : least(what.states.filter((state) => state[k] === to), (state) => changed(state) * 1000 + apart(state, position));
      nearest.forEach((at, each) => { position[each] = at; });
      show();
    }

    const makers = { slider, steps, choice, check };
    const parts = what.controls.map((control, k) => makers[control.kind](control, k, `${box.id}-${k}`));

    function slider(control, k, id) {
      const output = element("output", { for: id });
      const input = element("input", { type: "range", id, min: 0, max: control.texts.length - 1, step: 1 });
      input.addEventListener("input", () => move(k, Number(input.value)));
      const row = element("div", { class: "control" }, element("label", { for: id }, control.label), input, output);
      controls.append(row);
      return {
        row,
        last: control.texts.length - 1,
        set(at) {
          input.value = at;
          input.setAttribute("aria-valuetext", control.texts[at]);
          output.textContent = control.texts[at];
        },
      };
    }

    function steps(control, k, id) {
      const part = slider(control, k, id);
      const named = (text, does) => {
        const button = element("button", { type: "button", "aria-label": `${text}: ${control.label}` }, text);
        button.addEventListener("click", does);
        return button;
      };
      const by = (change) => {
        const to = Math.min(part.last, Math.max(0, position[k] + change));
        if (to !== position[k]) move(k, to);
      };
      let clock = null;
      const play = named("Play", () => (clock === null ? start() : stop()));
      const saying = (text) => {
        play.textContent = text;
        play.setAttribute("aria-label", `${text}: ${control.label}`);
      };
      const stop = () => {
        clearInterval(clock);
        clock = null;
        words.setAttribute("aria-live", "polite");
        saying("Play");
      };
      const start = () => {
        words.setAttribute("aria-live", "off");
        saying("Pause");
        if (position[k] === part.last) move(k, 0);
        clock = setInterval(() => { by(1); if (position[k] === part.last) stop(); }, control.interval);
      };
      part.row.append(element("span", { class: "buttons" },
        named("Back", () => { stop(); by(-1); }), named("Next", () => { stop(); by(1); }), play));
      if ("plays" in box.dataset && !matchMedia("(prefers-reduced-motion: reduce)").matches) setTimeout(start, 0);
      return part;
    }

    function choice(control, k, id) {
      if (control.texts.length > 6) {
        const select = element("select", { id }, ...control.texts.map((text, at) => element("option", { value: at }, text)));
        select.addEventListener("change", () => move(k, Number(select.value)));
        controls.append(element("div", { class: "control" }, element("label", { for: id }, control.label), select));
        return { set(at) { select.value = at; } };
      }
      const inputs = control.texts.map((_, at) => element("input", { type: "radio", name: id, value: at }));
      inputs.forEach((input, at) => input.addEventListener("change", () => move(k, at)));
      controls.append(element("fieldset", { class: "control" }, element("legend", {}, control.label),
        ...inputs.map((input, at) => element("label", {}, input, ` ${control.texts[at]}`))));
      return { set(at) { inputs[at].checked = true; } };
    }

    function check(control, k, id) {
      const input = element("input", { type: "checkbox", id });
      input.addEventListener("change", () => move(k, Number(input.checked)));
      controls.append(element("div", { class: "control" }, element("label", { for: id }, input, ` ${control.label}`)));
      return { set(at) { input.checked = at === 1; } };
    }

    const kept = element("div", { class: "kept" });
    if (what.keep) {
      const keep = element("button", { type: "button" }, "Keep this picture");
      const clear = element("button", { type: "button" }, "Clear");
      keep.addEventListener("click", () => {
        const copy = canvas.cloneNode();
        copy.getContext("2d").drawImage(canvas, 0, 0);
        kept.append(element("figure", {}, copy, element("figcaption", {}, words.textContent)));
      });
      clear.addEventListener("click", () => kept.replaceChildren());
      controls.append(element("div", { class: "control" }, element("span", { class: "buttons" }, keep, clear)));
    }

    box.querySelector(".still")?.remove();
    box.append(controls, canvas, words, kept);
    box.classList.add("alive");
    for (const still of document.querySelectorAll(`[data-still="${box.id}"]`)) still.hidden = true;
    show();
  }

  /* Widgets come when they are about to be seen. */
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        near.unobserve(target);
        load(target);
      }
    }
  }, { rootMargin: "1000px" });
  document.querySelectorAll("[data-frames]").forEach((box) => near.observe(box));

  /* What is wider than the page can be scrolled from the keyboard. */
  function reachable() {
    for (const box of document.querySelectorAll(".code, .formula, .long, .scroll, pre.output")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  addEventListener("load", reachable);
  addEventListener("resize", reachable);
  document.addEventListener("toggle", reachable, true);

  for (const box of document.querySelectorAll(".code")) {
    const button = element("button", { type: "button", class: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(box.querySelector("pre").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    const frame = element("div", { class: "copyable" });
    box.replaceWith(frame);
    frame.append(box, button);
  }

  /* A bet is noted; where it is settled, the reply to the chosen option stands. */
  for (const bet of document.querySelectorAll("[data-bet]")) {
    bet.hidden = false;
    bet.addEventListener("change", (event) => {
      const name = bet.dataset.bet;
      bet.querySelector(".noted").textContent = `Noted: ${event.target.value}. The bet is settled below.`;
      for (const reply of document.querySelectorAll(`[data-reply="${name}"]`)) {
        reply.hidden = reply.dataset.option !== event.target.value;
        reply.parentElement.querySelector(".unplaced").hidden = true;
      }
    });
  }

  /* Search: the index is fetched when somebody is about to use it. */
  const form = document.querySelector("form.search");
  if (form) search(form);

  function search(form) {
    const [field, found] = [form.querySelector("input"), form.querySelector(".found")];
    let entries = null;
    window.lecturekitSearch = (all) => {
      entries = all.map(([address, page, title, text]) => (
        { address, page, title, text, low: [title, page, text].map((each) => each.toLowerCase()) }));
      answer();
    };
    form.hidden = false;
    field.addEventListener("focus", () => {
      document.head.append(element("script", { src: `${top}search.js` }));
    }, { once: true });
    field.addEventListener("input", answer);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      found.querySelector("a")?.click();
    });
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") found.hidden = true; });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) found.hidden = true; });

    function answer() {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      found.hidden = words.length === 0;
      if (entries === null || words.length === 0) return;
      const weight = (entry) => words.reduce((sum, word) => {
        const best = [8, 2, 1].find((_, k) => entry.low[k].includes(word));
        return best === undefined ? -Infinity : sum + best;
      }, 0);
      const ranked = entries.map((entry) => [weight(entry), entry]).filter(([points]) => points > 0)
        .sort((one, other) => other[0] - one[0]).slice(0, 8);
      found.replaceChildren(...ranked.map(([, entry]) => element("a", { href: top + entry.address },
        element("strong", {}, entry.title), element("span", {}, entry.title === entry.page ? "" : entry.page))));
      if (ranked.length === 0) found.append(element("p", {}, "Nothing was found."));
    }
  }

  /* A number in the text shows its formula while the pointer is on it or on the formula, or the focus on it; Escape takes
     it away. The formulas are fetched when the first one is wanted. */
  const tip = element("div", { class: "tip", id: "tip", role: "tooltip" });
  const links = document.querySelectorAll("a.equation");
  if (links.length) tell(links);

  function tell(links) {
    let formulas = null;
    let asked = false;
    let told = null;
    let leaving = null;
    window.lecturekitFormulas = (all) => {
      formulas = all;
      if (told) show(told);
    };
    links.forEach((link) => {
      link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") show(link); });
      link.addEventListener("pointerleave", leave);
      link.addEventListener("focus", () => show(link));
      link.addEventListener("blur", hide);
    });
    tip.addEventListener("pointerenter", () => clearTimeout(leaving));
    tip.addEventListener("pointerleave", leave);
    addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    addEventListener("resize", hide);

    function leave() {
      clearTimeout(leaving);
      leaving = setTimeout(hide, 250);
    }

    function hide() {
      clearTimeout(leaving);
      told?.removeAttribute("aria-describedby");
      told = null;
      tip.remove();
    }

    function show(link) {
      hide();
      told = link;
      if (!asked) document.head.append(element("script", { src: `${top}formulas.js` }));
      asked = true;
      if (formulas === null) return;
      const number = link.hash.replace("#eq-", "");
      tip.innerHTML = formulas[number];
      tip.setAttribute("aria-label", `Equation (${number}): ${tip.textContent}`);
      document.body.append(tip);
      link.setAttribute("aria-describedby", tip.id);
      const at = link.getBoundingClientRect();
      const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
      const below = at.bottom + tip.offsetHeight < innerHeight;
      tip.style.left = `${Math.max(8, Math.min(at.left, room)) + scrollX}px`;
      tip.style.top = `${(below ? at.bottom : at.top - tip.offsetHeight) + scrollY}px`;
    }
  }

  /* Where there is room beside the text, the list of contents is open. */
  if (matchMedia("(min-width: 78rem)").matches) {
    for (const folded of document.querySelectorAll(".toc details")) folded.open = true;
  }

  /* On paper everything is open. */
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details:not([open])")) {
      folded.open = true;
      folded.dataset.opened = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const folded of document.querySelectorAll("details[data-opened]")) {
      folded.open = false;
      delete folded.dataset.opened;
    }
  });
})();
