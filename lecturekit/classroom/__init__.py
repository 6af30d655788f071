"""For instructors: notebooks checked from the shell, and graded with nbgrader."""
