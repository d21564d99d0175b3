"""What stands in front of Streamlit: who asks, from which page, and files on their way to disk."""
