"""Drawing: Folium pages and their parts."""
