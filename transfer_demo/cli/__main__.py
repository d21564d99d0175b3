"""`python -m transfer_demo.cli`: the command line where the script is not on the path."""

from transfer_demo.cli import main

if __name__ == "__main__":
    main()
