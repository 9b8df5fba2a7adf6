import sys

from hardal_admin import interrupts


def run() -> None:
    """Run the program: `hardal-admin` and `python -m hardal_admin`."""
    interrupts.end_by_interrupt()
    try:
        # The import is in here so that Ctrl-C during the import prints no traceback.
        from hardal_admin.cli import main

        main(prog_name="hardal-admin")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
