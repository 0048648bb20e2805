"""`python agent_v2.py` is `pharmarec-agent`, for a folder that was copied rather than installed."""

from pharmarec_agent.cli import main

if __name__ == "__main__":
    main()
