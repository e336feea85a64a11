"""When a duty is due: times as offices print them, deadlines, one time for all tasks."""
