// Makes the pages of a public link nicer; they work without it.
"use strict";

document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, video")) return;
    const names = { ArrowLeft: ".previous", ArrowRight: ".next", Escape: ".back" };
    const link = names[event.key] && document.querySelector(".box " + names[event.key]);
    if (link) {
        event.preventDefault();
        location.assign(link.href);
    }
});

// A form takes one file: with several it is sent once for each.
const form = document.querySelector("form.give");
if (form) {
    const input = form.querySelector("input[type=file]");
    const output = form.querySelector("output");
    const button = form.querySelector("button");
    input.multiple = true;
    form.addEventListener("submit", async (event) => {
        const files = [...input.files];
        if (files.length < 2) return;
        event.preventDefault();
        button.disabled = true;
        let sent = 0;
        const failed = [];
        for (const file of files) {
            output.textContent = `Sending ${sent + failed.length + 1} of ${files.length}…`;
            const body = new FormData();
            body.append("photo", file, file.name);
            const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
            if (answer && answer.ok) ++sent;
            else failed.push(file.name);
        }
        button.disabled = false;
        form.reset();
        output.textContent = failed.length
            ? `${sent} sent. These were not taken: ${failed.join(", ")}`
            : `Thank you, all ${sent} have arrived. They appear here in a moment.`;
    });
}
