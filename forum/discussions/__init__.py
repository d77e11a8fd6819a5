"""Discussions: spaces, threads of questions and answers, posts with true parents."""
