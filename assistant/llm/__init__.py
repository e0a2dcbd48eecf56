"""The optional language model: it words what was decided without it, reads what is said in a roundabout way, decides nothing.

The modules, each of which knows nothing of those below it in this list:

- ``failure``: what can go wrong with a model, and what the user is told of it;
- ``breaker``: spares the next users the wait when the endpoint fails;
- ``endpoint``: the connection, with its limits of time and size;
- ``agent``: one request to the model, with tools or without;
- ``tokens``: how the model names clauses and quotes, and how code puts them into words;
- ``form``: what a wording must look like, whatever it says;
- ``prompting``: what the model is given, all of it as data;
- ``reader``: what a part says that the rules are unsure of, proposed by the model and judged by code;
- ``writer``: all of it put together: a reply worded, proven, or left as it was.

llama-index and the client of the endpoint are imported where a model is configured, and only then.
"""
