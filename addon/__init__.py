"""The product: pure rules in core/, designs in garments/, what needs Blender in blender/, the panel in ui/."""
