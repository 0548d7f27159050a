/* How far a pull is, asked for every second until it is over; then the page is read anew. */
"use strict";

const place = document.getElementById("pull");
const text = document.getElementById("pull-text");
const bar = document.getElementById("pull-bar");

async function look() {
  let told;
  try {
    const answer = await fetch(place.dataset.url, { headers: { Accept: "application/json" } });
    if (answer.ok) told = await answer.json();
  } catch {
    text.textContent = "The server does not answer; asking again.";
  }
  if (told && told.is_over) {
    location.reload();
    return;
  }
  if (told) show(told);
  setTimeout(look, 1000);
}

function show(told) {
  if (text.textContent !== told.text) text.textContent = told.text;
  if (!told.total) {
    bar.removeAttribute("value");
    return;
  }
  bar.max = told.total;
  bar.value = told.completed;
}

setTimeout(look, 1000);
