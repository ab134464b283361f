"""What runs inside the virtual environment, with Odoo and third-party packages at hand."""
