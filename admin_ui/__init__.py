"""The desk's door: /e/<enterprise>/ for plants, /g/<region>/ for bureaus, /ops/ for the operator; the UI kit."""
