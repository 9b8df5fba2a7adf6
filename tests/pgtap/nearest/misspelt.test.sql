select plan(9);

select is(hardal_helpers.nearest(c.name, c.names), c.nearest, format('%s is like', c.name))
from (
    values
    ('purchace', array['page_view', 'purchase', 'signup'], 'purchase'),
    ('PURCHASE', array['page_view', 'purchase'], 'purchase'),
    ('order completed', array['Order Cancelled', 'Order Completed'], 'Order Completed'),
    ('context_geo_contry', array['context.geo.city', 'context.geo.country'], 'context.geo.country'),
    ('ödemee', array['odeme', 'ödeme', 'deme'], 'ödeme'),
    ('zzz', array['purchase'], null),
    ('', array['purchase'], null),
    ('a', array[]::text[], null)
) as c (name, names, nearest);
select is(
    hardal_helpers.nearest(repeat('x', 100000), array_fill(repeat('x', 200), array[500])),
    repeat('x', 200), 'long names are compared by their beginnings'
);

select * from finish();
