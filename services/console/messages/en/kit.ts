export const kit = {
  title: '',
}
