/* Asking a server that may fail for a while: again and again, each time after twice as long. */
"use strict";
(function (CA) {
  const FIRST = 2000, LONGEST = 64000; // milliseconds between two times
  const WAITS = [408, 425, 429]; // refusals that may be over soon (RFC 9110 and 8470, RFC 6585)

  /* The JSON of an address. What is refused for good fails with `final`. */
  CA.asked = async (url, signal) => {
    const answer = await fetch(url, { signal });
    if (answer.ok) return answer.json();
    throw Object.assign(new Error(`${url}: ${answer.status}`), { final: CA.refuses(answer) });
  };

  const pause = (time, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });

  /* What `ask` promises, however often it has to be asked; `failed` hears of each time in vain. Ends
     without an answer where nobody wants it any more, and where it is refused for good. */
  CA.persist = async (ask, signal, failed) => {
    for (let wait = FIRST; ; wait = Math.min(LONGEST, wait * 2)) {
      try {
        return await ask();
      } catch (error) {
        if (signal.aborted) throw error;
        failed(error);
        if (error.final) throw error;
      }
      await pause(wait, signal);
    }
  };

  /* Calls `again` some time after `later`, each time after twice as long, until all is `well`. */
  CA.patience = (again) => {
    let wait = FIRST, timer = 0;
    return {
      later() {
        if (timer) return;
        timer = setTimeout(() => {
          timer = 0;
          again();
        }, wait);
        wait = Math.min(LONGEST, wait * 2);
      },
      well() {
        clearTimeout(timer);
        timer = 0;
        wait = FIRST;
      },
    };
  };

  /* Whether an answer refuses for good. */
  CA.refuses = ({ status }) => status >= 400 && status < 500 && !WAITS.includes(status);

  /* For what `persist` ends without: nothing, where that is how it should end. */
  CA.givenUp = (signal) => (error) => {
    if (!signal.aborted && !error.final) throw error;
  };

  /* That numbers are not there, in words. */
  CA.unanswered = ({ final }) => CA.text(final ? "large_refused" : "large_uncounted");
})(window.ConflictAtlas);
