"""What pages are made of: charts, terms, thumbnails, and buttons that Streamlit lacks."""
