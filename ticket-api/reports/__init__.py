"""Figures for who leads a team: times, created against resolved, the backlog, the workload."""
