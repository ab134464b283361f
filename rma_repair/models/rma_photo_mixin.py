from odoo import api, fields, models
from odoo.exceptions import ValidationError

PHOTO_MEGABYTES = 8


class RmaPhotoMixin(models.AbstractModel):
    """Photos of a record: pictures of a bearable size, readable by whoever reads the record.

    Core scales JPEG and PNG down when they are uploaded; what still is too large is refused.
    """

    _name = "rma.photo.mixin"
    _description = "Photos of an RMA Record"

    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    photo_count = fields.Integer(compute="_compute_photo_count")

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for record in self:
            record.photo_count = len(record.photo_ids)

    @api.constrains("photo_ids")
    def _check_photos(self):
        for photo in self.sudo().photo_ids:
            if not (photo.mimetype or "").startswith("image/"):
                raise ValidationError(
                    self.env._("%(file)s is no picture. Attach it in the chatter.", file=photo.name)
                )
            if photo.file_size > PHOTO_MEGABYTES * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "%(file)s has %(size)s MB; a photo may have %(limit)s MB. Take it with a "
                        "lower resolution, or save it as JPEG.",
                        file=photo.name,
                        size=f"{photo.file_size / 1024 / 1024:.1f}",
                        limit=PHOTO_MEGABYTES,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("photo_ids")._adopt_photos()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "photo_ids" in vals:
            self._adopt_photos()
        return result

    def _adopt_photos(self):
        """Photos uploaded before the record was saved belong to it from now on."""
        for record in self:
            orphans = record.sudo().photo_ids.filtered(
                lambda photo: not photo.res_id and photo.create_uid == self.env.user
            )
            orphans.write({"res_model": record._name, "res_id": record.id})
