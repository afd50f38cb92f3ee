"""Figures for team leads: times, created against resolved, the backlog, the workload."""
