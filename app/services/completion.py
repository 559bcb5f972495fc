"""Registration of everything that follows the end of a job: importing this module registers it."""
