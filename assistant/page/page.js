() => {
  // One look, light, whatever the system prefers; fonts and screen readers go by the language.
  document.documentElement.lang = "zh-CN";
  document.body.classList.remove("dark");
  // Gradio has no Chinese for these.
  const names = {
    "Copy message": "复制", "Copied message": "已复制", "Feedback": "反馈这条答复的问题",
    "chatbot conversation": "对话",
  };
  const rename = () => document.querySelectorAll("#mc-chat [aria-label]").forEach((element) => {
    const label = element.getAttribute("aria-label");
    const name = names[label] ?? label.replace(/^user's message/, "提问").replace(/^bot's message/, "答复");
    if (name !== label) element.setAttribute("aria-label", name);
    if (element.title && names[label]) element.title = name;
  });
  new MutationObserver(rename).observe(document.body, {childList: true, subtree: true});
  rename();
}
