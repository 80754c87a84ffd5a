"""The operator's pages: bureaus, calendar, reference data, jobs."""
