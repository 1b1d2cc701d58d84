// Two hundred changes of anything to anything, a handful in every frame; always the same ones for a seed.
(async seed => {
    let state = seed;
    const below = limit => {
        state = Math.imul(state, 48271) & 0x7fffffff;
        return (state >>> 8) % limit;
    };
    const say = (element, kind) => element.dispatchEvent(new Event(kind, { bubbles: true }));
    const texts = ["0", "-1", "", "0.001", "0,5", "2", "3", "17", "64", "1e-30", "1,000", "−2", "many"];
    const lists = ["0.1,0.5,0.9", "0.9,0.1", "abc", ",,", "0.5"];
    const change = element => {
        if (element.type === "range") {
            element.value = element.min * 1 + (element.max - element.min) * below(101) / 100;
            say(element, "input");
            say(element, "change");
        } else if (element.matches("select")) {
            element.selectedIndex = below(element.options.length);
            say(element, "change");
        } else if (element.matches("button, [type=checkbox], [type=radio]")) {
            element.click();
        } else {
            element.value = element.inputMode ? texts[below(texts.length)] : lists[below(lists.length)];
            say(element, "input");
            say(element, "change");
        }
    };
    const things = "#controls :is(input, select, button), .bar :is(select, button), .stage :is(input, select, button), [data-load]";
    for (let i = 0; i < 200; i++) {
        const live = [...document.querySelectorAll(things)].filter(element => !element.disabled && element.type !== "file" && element.dataset.action !== "import-file");
        change(live[below(live.length)]);
        if (i % 5 === 0) await new Promise(requestAnimationFrame);
    }
    document.querySelectorAll(":popover-open").forEach(help => help.hidePopover());
    document.querySelector("#import[open] [data-action=import-cancel]")?.click();
})
