"""Understanding what was said: quantities, facts, intent and the context of the conversation."""
