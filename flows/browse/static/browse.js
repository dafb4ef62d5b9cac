"use strict";
// Pages work without this file; with it a figure is looked at beside its page, and doubts are decided by keyboard.

function missing(image) {
  image.addEventListener("error", () => {
    const told = document.createElement("p");
    told.className = "note";
    told.textContent = image.dataset.missing || image.alt;
    if (image.closest(".frame")) { image.style.visibility = "hidden"; image.closest("figure").append(told); }
    else { image.hidden = true; image.after(told); image.told = told; }
  });
}
document.querySelectorAll("img[data-missing]").forEach(missing);

// A page and the table beside it: what is chosen here is shown there.
const frame = document.getElementById("frame");
if (frame) {
  const proof = document.getElementById("proof");
  const choose = (selector) => {
    document.querySelectorAll(".chosen").forEach((part) => part.classList.remove("chosen"));
    document.querySelectorAll(selector).forEach((part) => {
      (part.closest("td, th") || part).classList.add("chosen");
      if (part.closest(".grid")) part.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  };
  const show = async (line) => {
    choose(`[data-line="${CSS.escape(line)}"]`);
    const answer = await fetch(`/line/${encodeURIComponent(line)}?part=1`);
    if (!answer.ok) { location.href = `/line/${encodeURIComponent(line)}`; return; }
    proof.innerHTML = await answer.text();
    proof.querySelectorAll("img[data-missing]").forEach(missing);
    const shut = document.createElement("button");
    shut.type = "button"; shut.className = "shut"; shut.textContent = "×"; shut.setAttribute("aria-label", "×");
    shut.addEventListener("click", () => { proof.hidden = true; choose("none"); });
    proof.prepend(shut);
    proof.hidden = false;
    proof.scrollTop = 0;
    if (matchMedia("(max-width: 800px)").matches) proof.scrollIntoView({ block: "start" });
    const address = new URL(location.href);
    address.searchParams.set("line", line);
    history.replaceState(null, "", address);
  };
  document.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-line]");
    if (hit && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); show(hit.dataset.line); return; }
    const cell = event.target.closest("[data-cell]");
    if (cell) choose(`[data-cell="${CSS.escape(cell.dataset.cell)}"]`);
  });
  const asked = new URL(location.href).searchParams.get("line");
  if (asked) show(asked);
}

// The queue of doubts.
const queue = document.getElementById("queue");
if (queue) {
  const part = (name) => document.getElementById(name);
  const picture = part("item-picture"), printed = part("printed"), note = part("note"), said = part("said");
  let items = [], place = 0, remaining = 0;
  const decided = new Set();
  const current = () => items[place];
  const show = () => {
    if (picture.told) { picture.told.remove(); picture.told = null; }
    const item = current();
    part("remaining").textContent = remaining.toLocaleString();
    printed.value = ""; note.value = "";
    if (!item) {
      part("item-name").textContent = queue.dataset.done;
      for (const name of ["item-where", "item-read", "item-reason"]) part(name).textContent = "";
      picture.hidden = true;
      return;
    }
    part("item-name").textContent = `${item.item_name || ""} ｜ ${item.column_path || ""}`;
    const where = part("item-where");
    where.textContent = "";
    const link = document.createElement("a");
    link.href = `/document/${item.document_id}/page/${item.page_number}?line=${encodeURIComponent(item.line_id)}`;
    link.textContent = `${item.file_name} ${queue.dataset.page} ${item.page_number}`;
    where.append(link, ` 《${item.table_title || ""}》 ${item.unit_name || ""}`);
    part("item-read").textContent = `${item.amount_text || ""} ${item.currency_unit || ""}`;
    part("item-reason").textContent = `[${queue.dataset[item.origin] || item.origin}] ${item.reason || ""}`;
    picture.hidden = false;
    picture.alt = `${item.item_name || ""} ${item.amount_text || ""}`;
    picture.src = `/line/${encodeURIComponent(item.line_id)}/picture.png`;
    const after = items[place + 1];
    if (after) new Image().src = `/line/${encodeURIComponent(after.line_id)}/picture.png`;
  };
  const load = async () => {
    const answer = await fetch(`/review.json${part("doubtful").checked ? "?doubtful=1" : ""}`, { headers: { Accept: "application/json" } });
    const found = await answer.json();
    items = found.items.filter((item) => !decided.has(item.line_id));
    remaining = found.remaining - (found.items.length - items.length);
    place = 0;
    show();
  };
  const step = (by) => {
    place = Math.max(0, place + by);
    if (place >= items.length && items.length) load(); else show();
  };
  const decide = async (action) => {
    const item = current();
    if (!item || !queue.dataset.mayWrite) return;
    const body = new URLSearchParams({ line_id: item.line_id, action, printed: printed.value, note: note.value });
    const answer = await fetch("/decide", { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({ sentence: answer.statusText, code: answer.status }));
      said.textContent = `${told.sentence} [${told.code}]`;
      return;
    }
    const told = await answer.json();
    said.textContent = `${queue.dataset.recorded}：${item.item_name || ""} ${told.amount_yuan ? `${told.amount_yuan} 元` : action}`;
    decided.add(item.line_id);
    items.splice(place, 1);
    remaining -= 1;
    printed.blur();
    if (place >= items.length) await load(); else show();
  };
  part("answer").addEventListener("submit", (event) => {
    event.preventDefault();
    if (printed.value.trim()) decide("correct"); else step(1);
  });
  part("do-accept").addEventListener("click", () => decide("accept"));
  part("do-next").addEventListener("click", () => step(1));
  part("do-previous").addEventListener("click", () => step(-1));
  part("doubtful").addEventListener("change", load);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (typing) { if (event.key === "Escape") event.target.blur(); return; }
    if (event.key === "a") decide("accept");
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "n") { event.preventDefault(); note.focus(); }
    else if (event.key === "Enter" && !event.target.matches("a, button")) step(1);
    else if (/^[-\d.]$/.test(event.key)) printed.focus();
  });
  load();
}
