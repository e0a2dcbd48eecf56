"""The web page: what it shows (render), and how it behaves (view)."""

import os

# Read by gradio when it is imported: nothing of the page's use goes to another host.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
