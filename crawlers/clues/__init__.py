"""What a product page says of itself, place by place. One file a place, each holding one named Place."""
