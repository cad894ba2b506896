# To be sourced: the commit that is measured, for the rows.
PARLOR_COMMIT=$(git -C "$(dirname "$0")" rev-parse --short HEAD 2>/dev/null || echo unknown)
export PARLOR_COMMIT
