() => {
  // One look, light, whatever the system prefers; fonts and screen readers go by the language.
  document.documentElement.lang = "zh-CN";
  document.body.classList.remove("dark");
  // Gradio has no Chinese for these.
  const names = {
    "Copy message": "复制", "Copied message": "已复制", "Feedback": "反馈这条答复的问题",
    "chatbot conversation": "对话",
  };
  // What an answer rests on, and how it was worded, stands below it in smaller letters.
  const basis = () => document.querySelectorAll("#mc-chat .bot p:not(.mc-basis)").forEach((paragraph) => {
    if (/^((以上)?依据|[◆◇] )/.test(paragraph.textContent)) paragraph.classList.add("mc-basis");
  });
  const rename = () => document.querySelectorAll("#mc-chat [aria-label]").forEach((element) => {
    const label = element.getAttribute("aria-label");
    const name = names[label] ?? label.replace(/^user's message/, "提问").replace(/^bot's message/, "答复");
    if (name !== label) element.setAttribute("aria-label", name);
    if (element.title && names[label]) element.title = name;
  });
  new MutationObserver(() => { rename(); basis(); }).observe(document.body, {childList: true, subtree: true});
  rename();
  // On a phone the keyboard would cover the page.
  if (window.innerWidth > 860) document.querySelector("#mc-box textarea")?.focus({preventScroll: true});
}
