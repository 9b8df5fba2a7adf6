import sys


def run() -> None:
    """The program: hardal-admin, and python -m hardal_admin."""
    try:
        # imported here, so that a Ctrl-C while Python is still loading it prints no traceback either
        from hardal_admin.cli import main

        main(prog_name="hardal-admin")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
